import { type RefObject, useEffect, useRef } from 'react';

/**
 * For the element around a field: what is wrong with it is said when its form is sent, and from then on judged with each
 * letter.
 *
 * React Aria judges when a field is left. That is in the moment in which the button below is pressed: a message that
 * comes or goes then moves the button away from under the pointer, and the press is lost.
 */
export function useSteadyField<Element extends HTMLElement>(): RefObject<Element | null> {
  const around = useRef<Element>(null);
  useEffect(() => {
    const element = around.current;
    if (element === null) return;
    // The browser's own event, when the field is left, does not get to the field; ours does.
    const onLeave = (event: Event) => event.isTrusted && event.stopPropagation();
    const onInput = ({ target }: Event) => {
      if (!(target instanceof HTMLElement) || !target.hasAttribute('data-invalid')) return;
      // By then React Aria has read what is wrong with the new text.
      requestAnimationFrame(() => target.dispatchEvent(new Event('change', { bubbles: true })));
    };
    element.addEventListener('change', onLeave, { capture: true });
    element.addEventListener('input', onInput);
    return () => {
      element.removeEventListener('change', onLeave, { capture: true });
      element.removeEventListener('input', onInput);
    };
  }, []);
  return around;
}

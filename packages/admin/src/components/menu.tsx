import './select.css';
import { Check } from 'lucide-react';
import { type ReactNode, type RefObject, useCallback, useEffect, useRef, useState } from 'react';
import { Menu as AriaMenu, MenuItem, MenuSection, Popover, Separator, Text } from 'react-aria-components';
import type { Icon } from './button.tsx';

export interface MenuEntry {
  readonly id: string;
  readonly text: string;
  readonly icon?: Icon;
  readonly onAction: () => void;
  /** Does what cannot be undone: last, after a separator. */
  readonly isDanger?: boolean;
  /** Why it cannot be chosen now. */
  readonly disabledReason?: string | undefined;
  /** In a group of which one is chosen. */
  readonly isChosen?: boolean;
}

/** Entries that belong together; a line stands between two groups. */
export type MenuGroup = readonly MenuEntry[];

interface MenuProps {
  readonly label: string;
  /** Above the entries: what they are about. */
  readonly header?: ReactNode;
  readonly groups: readonly MenuGroup[];
  /** The button that it hangs from; `null` closes it. */
  readonly trigger: HTMLElement | null;
  readonly onClose: () => void;
}

/**
 * A menu that hangs from whatever button opened it: one for all the rows of a table, for a thousand popovers are slow.
 * Focus goes back to that button, also from a dialog which an entry has opened (see `returnFocus` of `Dialog`).
 */
export function Menu({ label, header, groups, trigger, onClose }: MenuProps) {
  const anchor = useRef<HTMLElement | null>(null);
  anchor.current = trigger;
  useCloseWithTrigger(trigger, onClose);
  const shown = groups.filter((group) => group.length > 0);
  const disabled = groups.flat().filter(({ disabledReason }) => disabledReason !== undefined);
  return (
    <Popover
      aria-label={label}
      className="popover"
      triggerRef={anchor as RefObject<HTMLElement | null>}
      isOpen={trigger !== null}
      onOpenChange={(isOpen) => !isOpen && onClose()}
      placement="bottom end"
      offset={4}
    >
      {header}
      <AriaMenu
        aria-label={label}
        className="menu"
        autoFocus="first"
        disabledKeys={disabled.map(({ id }) => id)}
        onClose={onClose}
      >
        {shown.map((group, i) => (
          <MenuSection key={group[0]?.id} aria-label={label} {...selectionOf(group)}>
            {i > 0 && <Separator className="menu-separator" />}
            {group.map((entry) => (
              <Entry key={entry.id} entry={entry} />
            ))}
          </MenuSection>
        ))}
      </AriaMenu>
    </Popover>
  );
}

/** A window that is made narrow draws its rows anew, and what a menu hung from is gone. */
function useCloseWithTrigger(trigger: HTMLElement | null, onClose: () => void): void {
  useEffect(() => {
    if (trigger === null) return;
    // Media queries are looked at after this event, and before the next frame.
    const look = () => requestAnimationFrame(() => trigger.isConnected || onClose());
    addEventListener('resize', look);
    return () => removeEventListener('resize', look);
  }, [trigger, onClose]);
}

/** A group of which one is chosen is one of radio buttons to a screen reader. */
function selectionOf(group: MenuGroup) {
  if (group.every(({ isChosen }) => isChosen === undefined)) return {};
  const chosen = group.filter(({ isChosen }) => isChosen).map(({ id }) => id);
  return { selectionMode: 'single', selectedKeys: chosen, disallowEmptySelection: true } as const;
}

function Entry({
  entry: { id, text, icon: Icon, onAction, isDanger, disabledReason, isChosen },
}: {
  readonly entry: MenuEntry;
}) {
  return (
    <MenuItem
      id={id}
      textValue={text}
      className="menu-item"
      data-danger={(isDanger && disabledReason === undefined) || undefined}
      onAction={onAction}
    >
      {Icon !== undefined && <Icon size={16} aria-hidden />}
      <Text slot="label" className="menu-item-text">
        {text}
        {disabledReason !== undefined && <span className="menu-item-reason">{disabledReason}</span>}
      </Text>
      {isChosen !== undefined && <Check size={16} aria-hidden className="menu-item-check" />}
    </MenuItem>
  );
}

/** State for a `Menu` that many buttons share: which of them it hangs from, and for what. */
export function useSharedMenu<Subject>() {
  const [open, setOpen] = useState<{ readonly subject: Subject; readonly trigger: HTMLElement } | null>(null);
  // What the menu shows while it closes.
  const last = useRef<Subject | null>(null);
  useEffect(() => {
    if (open !== null) last.current = open.subject;
  }, [open]);
  return {
    subject: open?.subject ?? last.current,
    trigger: open?.trigger ?? null,
    open: useCallback((subject: Subject, trigger: HTMLElement) => setOpen({ subject, trigger }), []),
    close: useCallback(() => setOpen(null), []),
  };
}

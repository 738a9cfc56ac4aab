import './dialog.css';
import { X } from 'lucide-react';
import { type ReactNode, useEffect, useRef } from 'react';
import { Dialog as AriaDialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { useText } from '../text/use-text.tsx';
import { type Icon, IconButton } from './button.tsx';
import { focusWhenDrawn, rememberRows } from './row-focus.ts';
import { ToneIcon } from './tone-icon.tsx';

export interface DialogProps {
  readonly title: string;
  /** Under the title: what it is about, such as a key's name. */
  readonly subject?: ReactNode;
  readonly icon?: Icon;
  /** Colours the icon. Default: `accent`. */
  readonly tone?: 'accent' | 'good' | 'warn' | 'bad';
  /** Asked for by Esc, the scrim and the cross; whoever shows the dialog decides. */
  readonly onClose: () => void;
  /** `side` slides in from the edge, for forms and details. Default: in the middle. On a phone both come from below. */
  readonly place?: 'middle' | 'side';
  /** A question that has to be answered. */
  readonly isAlert?: boolean;
  /** Where focus goes when it closes; default: where it was. Needed when a menu's entry opened it. */
  readonly returnFocus?: () => HTMLElement | null | undefined;
  readonly children: ReactNode;
  /** Buttons, the main one last. */
  readonly footer?: ReactNode;
}

/** Shown for as long as it is rendered. */
export function Dialog(props: DialogProps) {
  const { title, subject, icon, tone = 'accent', onClose, place = 'middle', isAlert, children, footer } = props;
  const t = useText();
  useReturnedFocus(props.returnFocus);
  return (
    <ModalOverlay className="scrim" isOpen isDismissable onOpenChange={(isOpen) => !isOpen && onClose()}>
      <Modal className="dialog" data-place={place}>
        <AriaDialog className="dialog-content" role={isAlert ? 'alertdialog' : 'dialog'}>
          <header className="dialog-header">
            {icon !== undefined && <ToneIcon icon={icon} tone={tone} />}
            <div className="dialog-titles">
              <Heading slot="title" level={2}>
                {title}
              </Heading>
              {subject !== undefined && <p className="muted dialog-subject">{subject}</p>}
            </div>
            <IconButton icon={X} label={t('common.close')} onPress={onClose} />
          </header>
          <div className="dialog-body">{children}</div>
          {footer !== undefined && <footer className="dialog-footer">{footer}</footer>}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}

/** A form or details at the edge of the page; from below on a phone. */
export function SideSheet(props: Omit<DialogProps, 'place' | 'isAlert'>) {
  return <Dialog {...props} place="side" />;
}

function useReturnedFocus(target: DialogProps['returnFocus']): void {
  const latest = useRef(target);
  latest.current = target;
  useEffect(() => {
    rememberRows();
    return () => {
      const find = latest.current;
      if (find === undefined) return;
      // After React Aria has tried the element that had focus before, which may have been an entry of a menu.
      focusWhenDrawn(() =>
        document.querySelector('[role="dialog"], [role="alertdialog"]') === null ? find() : undefined,
      );
    };
  }, []);
}

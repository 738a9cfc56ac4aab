import './empty-state.css';
import { CircleAlert, Lock, SearchX } from 'lucide-react';
import type { ReactNode } from 'react';
import { CallFailure } from '../api/call.ts';
import { useFormat } from '../text/use-format.ts';
import { useText } from '../text/use-text.tsx';
import { Button, type Icon } from './button.tsx';
import { useFailureText } from './failure-text.ts';

interface EmptyStateProps {
  readonly icon: Icon;
  readonly title: string;
  readonly children?: ReactNode;
  /** What to do next. */
  readonly action?: ReactNode;
  /** It is all that the page says, so that its title is the page's. */
  readonly isWholePage?: boolean | undefined;
}

/** Nothing is there yet. */
export function EmptyState({ icon: Icon, title, children, action, isWholePage }: EmptyStateProps) {
  return (
    <div className="empty-state">
      <span className="empty-icon">
        <Icon size={24} aria-hidden />
      </span>
      {isWholePage ? <h1 className="empty-title">{title}</h1> : <h2>{title}</h2>}
      {children !== undefined && <p className="muted">{children}</p>}
      {action}
    </div>
  );
}

/** Something is there, but nothing that was searched or filtered for. */
export function NoMatch({ onClear }: { readonly onClear: () => void }) {
  const t = useText();
  return (
    <EmptyState
      icon={SearchX}
      title={t('common.noMatch')}
      action={<Button onPress={onClear}>{t('common.clearFilters')}</Button>}
    >
      {t('common.noMatchHint')}
    </EmptyState>
  );
}

interface NoPermissionProps {
  readonly resources: readonly string[];
  readonly isWholePage?: boolean | undefined;
}

/** It may not be seen; says which resource to ask for. */
export function NoPermission({ resources, isWholePage }: NoPermissionProps) {
  const t = useText();
  const { list } = useFormat();
  return (
    <EmptyState icon={Lock} title={t('common.noPermission')} isWholePage={isWholePage}>
      {t('common.noPermissionHint', { resources: list(resources, 'or') })}
    </EmptyState>
  );
}

/** What was asked for could not be read: `NoPermission`, or what went wrong and another try. */
export function ErrorState(props: {
  readonly failure: unknown;
  readonly onRetry: () => void;
  readonly isWholePage?: boolean | undefined;
}) {
  const t = useText();
  const failureText = useFailureText();
  const { failure, onRetry, isWholePage } = props;
  if (failure instanceof CallFailure && failure.code === 'resource_missing') {
    return <NoPermission resources={failure.missingResources} isWholePage={isWholePage} />;
  }
  return (
    <div role="alert">
      <EmptyState
        icon={CircleAlert}
        title={t('common.notLoaded')}
        isWholePage={isWholePage}
        action={<Button onPress={onRetry}>{t('common.tryAgain')}</Button>}
      >
        {failureText(failure)}
      </EmptyState>
    </div>
  );
}

import type { Actor } from '../../domain/actor.ts';
import type { OperationContext } from '../context.ts';
import type { KeyView } from './key-view.ts';

export interface ShowKeyInput {
  readonly account: string;
  /** The key's id or key string. */
  readonly key: string;
}

export declare function showKey(context: OperationContext, actor: Actor, input: ShowKeyInput): Promise<KeyView>;

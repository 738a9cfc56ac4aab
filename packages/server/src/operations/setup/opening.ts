import type { CallSource, UserActor } from '../../domain/actor.ts';

/** The first account of an installation. */
interface NewAccount {
  readonly name: string;
  readonly ownerEmail: string;
}

export interface OpenSetupLinkInput {
  readonly secret: string;
  /** The password to set; absent when somebody who is signed in opens an invitation. */
  readonly password?: string | undefined;
  /** What to make, for the link to a first account; nothing for others. */
  readonly newAccount?: NewAccount | undefined;
  /** Who is signed in where the link is opened, if anybody is. */
  readonly actor: UserActor | null;
  readonly source: CallSource;
}

export interface OpenedSetupLink {
  readonly email: string;
  /** The account that was joined or made; `null` when only a password was set. */
  readonly account: string | null;
  /** By which the device is known from now on; `null` when no password was set on it. */
  readonly device: string | null;
}

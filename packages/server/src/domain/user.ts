/** A person. Signs in later; holds roles in accounts from the start. */
export interface User {
  /** 32 hexadecimal digits. */
  readonly id: string;
  readonly email: string;
  readonly createdAt: number;
}

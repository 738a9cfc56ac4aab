/** The name of a header. Its letter case means nothing, but nearly everybody writes it in one of two ways. */
export interface HeaderName {
  readonly usual: string;
  readonly lower: string;
}

export function headerName(usual: string): HeaderName {
  return { usual, lower: usual.toLowerCase() };
}

/** Whether a name, as it was sent, is this one. In both of the usual spellings no copy of it is made. */
export function isHeader(name: string, { usual, lower }: HeaderName): boolean {
  return name === usual || name === lower || name.toLowerCase() === lower;
}

/** Writes a UUID as its 16 bytes. */
export function writeUuid(uuid: string, bytes: Buffer, start: number): void {
  bytes.write(uuid.replaceAll('-', ''), start, 16, 'hex');
}

/** Reads 16 bytes as a UUID in lower case. */
export function readUuid(bytes: Buffer, start: number): string {
  const hex = bytes.toString('hex', start, start + 16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

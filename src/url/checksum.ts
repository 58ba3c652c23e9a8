// CRC-32 (ISO 3309), enough to notice a link that was cut or edited; not a seal against forgery.

const TABLE = Int32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  return crc;
});

/** CRC-32 of all chunks in a row, as eight hex digits. */
export function checksum(...chunks: readonly Uint8Array[]): string {
  let crc = -1;
  for (const chunk of chunks) {
    for (const byte of chunk) crc = (crc >>> 8) ^ (TABLE[(crc ^ byte) & 0xff] ?? 0);
  }
  return (~crc >>> 0).toString(16).padStart(8, '0');
}

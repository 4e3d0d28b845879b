/** Whether a text takes more bytes than these in UTF-8; one that cannot, by its length, is not counted through. */
export const isLonger = (text: string, bytes: number): boolean =>
  text.length * 3 > bytes && Buffer.byteLength(text) > bytes;

import { imageSize } from 'image-size';

/** What the bytes of a picture say of it: its format and its size in CSS pixels; undefined if they are no picture. */
export function measure(bytes: Uint8Array): { format: string; width: number; height: number } | undefined {
  try {
    const { type = '', width, height } = imageSize(bytes);
    return { format: type, width: Math.round(width), height: Math.round(height) };
  } catch {
    return undefined;
  }
}

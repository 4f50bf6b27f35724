/** The formats of pictures by the endings of their files, with the types they are served as. */
const formats: Readonly<Record<string, { format: string; type: string }>> = {
  png: { format: 'png', type: 'image/png' },
  jpg: { format: 'jpg', type: 'image/jpeg' },
  jpeg: { format: 'jpg', type: 'image/jpeg' },
  webp: { format: 'webp', type: 'image/webp' },
  avif: { format: 'avif', type: 'image/avif' },
  svg: { format: 'svg', type: 'image/svg+xml' },
};

/** The format that a file is in by its ending; undefined for what is no picture. */
export function formatOf(name: string): { format: string; type: string } | undefined {
  return formats[endingOf(name)];
}

/** The ending of a file's name, in lower-case letters, without the dot. */
export function endingOf(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1).toLowerCase();
}

/** The largest picture, in bytes. */
export const mostPictureBytes = 2 ** 20;

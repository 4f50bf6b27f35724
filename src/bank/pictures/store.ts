import type { Change, Database } from '../../base/data/database.ts';
import type { StoredPicture } from './picture.ts';

/** The pictures of every bank that was ever live, so that an old answer is shown as it was asked. */
export function pictureStore(db: Database) {
  const picture = db.one<{ type: string; bytes: Uint8Array }>(
    'select type, bytes from picture where file = cast(:file as text)',
  );
  const known = db.all<{ file: string }>(
    'select picture.file from json_each(:files) as wanted join picture on picture.file = wanted.value',
  );
  const insert = db.change(
    `insert into picture (file, type, bytes, stored_at) values (:file, :type, :bytes, :now)
     on conflict (file) do nothing`,
  );
  return {
    /** The picture of a name. */
    picture: (file: string) => picture({ file }),
    /** Those of some pictures that are not stored. */
    async missing(pictures: readonly StoredPicture[]): Promise<StoredPicture[]> {
      const rows = await known({ files: JSON.stringify(pictures.map(({ file }) => file)) });
      const stored = new Set(rows.map(({ file }) => file));
      return pictures.filter(({ file }) => !stored.has(file));
    },
    savePicture: (picture: StoredPicture, now: number): Change => insert({ ...picture, now }),
  };
}

export type PictureStore = ReturnType<typeof pictureStore>;

import { join } from 'node:path';
import { openHandle } from '../../src/base/data/handle.ts';
import { migrate, readMigrations } from '../../src/base/data/migrate.ts';
import { folderOf } from '../../src/base/installation.ts';
import { monday } from './monday.ts';

/** Brings a folder's database to a version, as a process of its own that can be killed: node migrate.ts FOLDER VERSION. */
const [folder, version] = process.argv.slice(2);
const handle = openHandle(join(folder!, 'etude.db'));
migrate(handle, readMigrations(folderOf('migrations')).slice(0, Number(version)), monday);
handle.pragma('wal_checkpoint(TRUNCATE)');
handle.close();

import type { FastifyPluginAsync } from 'fastify';
import type { Base } from '../base/web/origin.ts';
import type { ExamRoutes } from '../exam/sitting/routes.ts';
import type { TakeDeps } from '../exchange/take.load.ts';
import type { LiveDeps } from '../practice/deps.ts';
import type { ProgressDeps } from '../progress/deps.ts';
import { bankDoor } from './bank/routes.ts';
import { documentDoor } from './document/routes.ts';
import { installEntry } from './entry/entry.routes.ts';
import type { ProgramLimit } from './entry/limits.routes.ts';
import type { ProgramDeps } from './entry/program.load.ts';
import { examDoor } from './exam/routes.ts';
import { exportDoor } from './export/routes.ts';
import { practiceDoor } from './practice/routes.ts';
import { progressDoor } from './progress/routes.ts';

/** What the API works with: what the rooms behind it work with, and what tells programs apart. */
export type ApiDeps = ProgramDeps &
  LiveDeps &
  ExamRoutes &
  ProgressDeps &
  TakeDeps & { base: Base; programLimit?: ProgramLimit | undefined; onAnswer: (learner: string) => void };

/** The doors for programs. */
export function apiRoutes(deps: ApiDeps): FastifyPluginAsync {
  return async (app) => {
    installEntry(app, deps);
    const doors = [
      practiceDoor(deps, deps.onAnswer),
      examDoor(deps),
      progressDoor(deps),
      bankDoor(deps),
      exportDoor(deps),
      documentDoor(deps),
    ];
    for (const door of doors) await door(app.withTypeProvider(), {});
  };
}

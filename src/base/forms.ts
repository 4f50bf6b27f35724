import formbody from '@fastify/formbody';
import type { FastifyInstance } from 'fastify';
import { Failure } from './failure.ts';

/** Takes forms as browsers send them and nothing else; text that was not UTF-8 is refused, never stored as �. */
export async function installForms(app: FastifyInstance): Promise<void> {
  app.removeAllContentTypeParsers();
  await app.register(formbody, { bodyLimit: 16_384 });
  app.addHook('preValidation', async (request) => {
    const fields = Object.values((request.body ?? {}) as Record<string, unknown>).flat();
    if (fields.some((field) => typeof field === 'string' && field.includes('\uFFFD'))) {
      throw new Failure(
        'invalid',
        'The form holds characters that cannot be read. Type them again and send it.',
      );
    }
  });
}

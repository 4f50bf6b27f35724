import formbody from '@fastify/formbody';
import { errorCodes, type FastifyInstance } from 'fastify';
import { Failure } from '../failure.ts';

/** Takes forms as browsers send them and nothing else: not packed, and text that was not UTF-8 is never stored as �. */
export async function installForms(app: FastifyInstance): Promise<void> {
  app.removeAllContentTypeParsers();
  await app.register(formbody, { parser: readForm });
  app.addHook('preParsing', (request, _reply, _payload, done) => {
    const packing = request.headers['content-encoding'];
    done(packing === undefined ? null : new errorCodes.FST_ERR_CTP_INVALID_MEDIA_TYPE(packing));
  });
}

/** The fields of a form; one that is sent more than once is a list. */
function readForm(text: string): Record<string, string | string[]> {
  const fields = Map.groupBy(new URLSearchParams(text), ([name]) => name);
  return Object.fromEntries(
    [...fields].map(([name, pairs]) => {
      const values = pairs.map(([, value]) => value);
      if (!isFieldName(name) || values.some(isBroken)) {
        throw new Failure(
          'invalid',
          'Etude cannot read some characters in this form. Type them again and send the form.',
        );
      }
      return [name, values.length === 1 ? values[0]! : values];
    }),
  );
}

/** Fields of ours are plain words; what every object has (`constructor`) is none of them. */
const isFieldName = (name: string) => /^[a-z]+$/i.test(name) && !(name in Object.prototype);

/** Whether text holds what decoding leaves of bytes that are no UTF-8, or a NUL, which no field takes. */
const isBroken = (text: string) => /[\uFFFD\0]/.test(text);

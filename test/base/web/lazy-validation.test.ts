import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import AjvCompiler from '@fastify/ajv-compiler';
import type { FastifyInstance, RouteOptions } from 'fastify';
import { expect, test } from 'vitest';
import { checkedBank, plainQuestions } from '../../support/bank.ts';
import { startHouse } from '../../support/house.ts';
import { quickDisk } from '../../support/quick-disk.ts';

test('the schema of every route is a sound schema, which no server looks at', async () => {
  const routes: RouteOptions[] = [];
  const listen = (message: unknown) => {
    const { fastify } = message as { fastify: FastifyInstance };
    fastify.addHook('onRoute', (route) => void routes.push(route));
  };
  subscribe('fastify.initialization', listen);
  // On a disk that it names, it does not move into what an earlier test has built.
  const house = await startHouse(checkedBank(plainQuestions(1)), { disk: quickDisk });
  unsubscribe('fastify.initialization', listen);
  await house.close();
  const schemas = routes.flatMap(({ schema: { body, querystring, params, headers } = {} }) =>
    [body, querystring, params, headers].filter((schema) => schema !== undefined),
  );
  expect(schemas.length).toBeGreaterThan(100);
  const compile = AjvCompiler()({}, { customOptions: {} });
  for (const schema of schemas)
    expect(() => compile({ schema } as never), JSON.stringify(schema)).not.toThrow();
});

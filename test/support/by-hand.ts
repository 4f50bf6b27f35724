import { MessageChannel, receiveMessageOnPort, Worker } from 'node:worker_threads';
import type { Handle } from '../../src/base/data/handle.ts';
import { translate } from '../../src/base/data/postgres/dialect.ts';
import { folderOf } from '../../src/base/installation.ts';

type Row = Record<string, unknown>;

/** What tests do by hand in a database of PostgreSQL, as they do it in SQLite: each call waits for its answer. */
export function handleOf(address: string): Handle {
  const { port1: own, port2: port } = new MessageChannel();
  const flag = new Int32Array(new SharedArrayBuffer(4));
  const worker = new Worker(folderOf('test/support/by-hand.worker.ts'), {
    workerData: { address, port, flag },
    transferList: [port],
  });
  worker.unref();
  own.unref();

  function ask(text: string, values: unknown[] = [], isScript = false): { rows: Row[]; count: number } {
    Atomics.store(flag, 0, 0);
    own.postMessage({ text, values, isScript });
    Atomics.wait(flag, 0, 0);
    const { answer, message } = receiveMessageOnPort(own)!.message;
    if (message !== undefined) throw new Error(message);
    return answer;
  }

  function prepare(sql: string) {
    let shape = (row: Row): unknown => row;
    const run = (given: unknown[]) => {
      const named = given.length === 1 && typeof given[0] === 'object' && given[0] !== null;
      const { text, names } = translate(spoken(sql));
      let count = 0;
      const numbered = named ? text : text.replace(/\?/g, () => `$${++count}`);
      return ask(numbered, named ? names.map((name) => (given[0] as Row)[name]) : given);
    };
    const statement = {
      pluck() {
        shape = (row) => Object.values(row)[0];
        return statement;
      },
      raw() {
        shape = (row) => Object.values(row);
        return statement;
      },
      all: (...given: unknown[]) => run(given).rows.map(shape),
      get: (...given: unknown[]) => run(given).rows.slice(0, 1).map(shape)[0],
      run: (...given: unknown[]) => ({ changes: run(given).count }),
    };
    return statement;
  }

  const handle = {
    open: true,
    inTransaction: false,
    prepare,
    exec: (sql: string) => void ask(spoken(sql), [], true),
    pragma: (what: string) => (what === 'integrity_check' ? 'ok' : []),
    close: () => void worker.terminate(),
  };
  return handle as unknown as Handle;
}

/** What tests say to SQLite, as PostgreSQL says it. */
function spoken(sql: string): string {
  return sql
    .replace(
      /^select \* from (agreement|analysis_due|bank_file|belief|day_seen|exam_day|fact|spent)$/,
      '$& order by 1',
    )
    .replace(/^select \* from (?!review|learner|question_text|bank_question)\w+$/, '$& order by 1, 2, 3')
    .replace(/\bas ([a-z]+[A-Z]\w*)/g, 'as "$1"')
    .replace(/insert or ignore into (.*)/s, 'insert into $1 on conflict do nothing')
    .replace(/create temp table/g, 'create table')
    .replace(
      /create temp trigger (\w+) before insert on main\.(\w+) when (.*?) begin\s(.*?);\s*end/gs,
      `create function $1_found() returns trigger language plpgsql as $$$$ begin
         if $3 then $4; end if;
         return new;
       end $$$$;
       create trigger $1 before insert on $2 for each row execute function $1_found()`,
    )
    .replace(/drop trigger (review|amendment|move|result|prediction)(\w*)/g, 'drop trigger $1$2 on $1')
    .replace(/drop table (\w+)/g, 'drop table $1 cascade')
    .replace(
      /from sqlite_schema where type = 'table'/g,
      "from (select tablename as name from pg_tables where schemaname = 'public') as tables where true",
    );
}

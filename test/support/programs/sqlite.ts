// sql.js: SQLite through Emscripten, compiled for WebAssembly 2.0. It calls back into JavaScript (user-defined functions
// live in its table, put there as modules that Emscripten's glue makes on the spot).

import { loadPackage, packageFile } from './package.ts';
import { hex, type Program } from './program.ts';

type Row = (number | string | Uint8Array | null)[];

interface Database {
  run(sql: string, params?: Row): void;
  exec(sql: string): { columns: string[]; values: Row[] }[];
  create_function(name: string, implementation: (...params: never[]) => unknown): void;
  export(): Uint8Array;
}
type InitSqlJs = (options: object) => Promise<{ Database: new (data?: Uint8Array) => Database }>;

export const sqlite: Program = {
  name: 'sql.js',
  async run({ engine }) {
    const initialize = loadPackage('sql.js/dist/sql-wasm.js', engine) as InitSqlJs;
    const { Database } = await initialize({
      wasmBinary: packageFile('sql.js/dist/sql-wasm.wasm'),
      useOldExtensionFunctions: false,
    });
    const database = new Database();
    database.run('CREATE TABLE item (id INTEGER PRIMARY KEY, name TEXT, price REAL, data BLOB)');
    for (let id = 1; id <= 300; id++) {
      database.run('INSERT INTO item VALUES (?, ?, ?, ?)', [id, `item ${id % 17}`, id / 7, new Uint8Array([id, 1, 2])]);
    }
    database.create_function('twice', (value: number) => value * 2);
    const queries = [
      'SELECT name, count(*), sum(price), avg(twice(price)) FROM item GROUP BY name ORDER BY 3 DESC',
      "SELECT id, hex(data), printf('%.3f|%08.2f|%e', price, price, price) FROM item WHERE price BETWEEN 10 AND 12",
      'WITH RECURSIVE f(n, a, b) AS (VALUES (1, 1, 1) UNION ALL SELECT n + 1, b, a + b FROM f WHERE n < 90) SELECT n, a FROM f',
      'SELECT 9223372036854775807 / 3, -9223372036854775808 % 10, 1 << 62, round(2.5), sqrt(2), 7.0 / 3',
      "SELECT json_extract('{\"a\": [1, {\"b\": 2.5}]}', '$.a[1].b'), upper('aé'), replace('aaa', 'a', 'bc')",
    ];
    const answers = queries.map((query) => database.exec(query));
    let error = '';
    try {
      database.exec('SELECT * FROM nothing');
    } catch (thrown) {
      error = (thrown as Error).message;
    }
    const file = database.export();
    return { answers, error, file: hex(file), again: new Database(file).exec('SELECT count(*), max(price) FROM item') };
  },
};

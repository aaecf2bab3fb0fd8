// Reads a run with a client made from the document of the API: read-run.mjs <server> <key> <run>
import process from "node:process";
import createClient from "openapi-fetch";
import type { paths } from "./target/api.js";

const [server, key, id] = process.argv.slice(2) as [string, string, string];
const client = createClient<paths>({ baseUrl: server, headers: { "x-api-key": key } });
const { data: run, error } = await client.GET("/v1/runs/{id}", { params: { path: { id } } });
if (run === undefined) {
  throw new Error(`${error.code}: ${error.error}`);
}
console.log(run.id, run.status, run.commit?.sha);

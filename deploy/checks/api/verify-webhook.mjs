// Verifies deliveries as a receiver does, with the public library: reads `{secret, deliveries: [{headers, body}]}` from
// standard input, prints one line each: the type, or why it was refused.
import { readFileSync } from "node:fs";
import { Webhook } from "standardwebhooks";

const { secret, deliveries } = JSON.parse(readFileSync(0, "utf8"));
const webhook = new Webhook(secret);
for (const { headers, body } of deliveries) {
    try {
        console.log(webhook.verify(body, headers).type);
    } catch (error) {
        console.log(`refused: ${error.message}`);
    }
}

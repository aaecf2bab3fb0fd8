// Opens a page in Chromium as somebody with a session, waits until it shows a text, paints it, follows a
// link to an attachment if one is named, and prints as JSON what a script in the page could do.
import { chromium } from "playwright-core";

const { executablePath, url, session, text, picture, attached } = JSON.parse(process.argv[2]);
const { origin } = new URL(url);
const browser = await chromium.launch({
  executablePath,
  args: [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
  ],
});
try {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, acceptDownloads: true });
  await context.addCookies([
    { name: "paddock_session", value: session, url: origin, httpOnly: true, sameSite: "Lax" },
    { name: "paddock_csrf", value: "readable", url: origin, sameSite: "Lax" },
  ]);
  const page = await context.newPage();
  const errors = [];
  const loaded = [];
  const pages = [];
  page.on("pageerror", (error) => errors.push(String(error)));
  page.on("response", (response) => loaded.push(response.url()));
  context.on("page", (other) => pages.push(other.url()));
  await page.goto(url, { waitUntil: "load" });
  try {
    await page.getByText(text).first().waitFor({ timeout: 60_000 });
  } catch (error) {
    await page.screenshot({ path: picture });
    const shown = await page.locator("body").innerText();
    throw new Error(`${error}; the page at ${page.url()} shows ${shown}; errors: ${errors.join("; ")}`);
  }
  await page.screenshot({ path: picture });
  const frames = await Promise.all(page.frames().slice(1).map(read));
  const script = await page.evaluate(tryAll, origin);
  const attachment = attached === undefined ? undefined : await open(page, attached);
  console.log(
    JSON.stringify({
      url: page.url(),
      text: await page.locator("body").innerText(),
      errors,
      elsewhere: loaded.filter((one) => one.startsWith("http") && new URL(one).origin !== origin),
      pages,
      frames,
      attachment,
      ...script,
    }),
  );
} finally {
  await browser.close();
}

// What is shown in a frame of the page.
async function read(frame) {
  const box = await (await frame.frameElement()).boundingBox();
  return { text: await frame.locator("body").innerText(), height: box?.height ?? 0 };
}

// What a script in the page can do.
async function tryAll(server) {
  const attempt = async (what) => {
    try {
      return String(await what());
    } catch (error) {
      return `refused: ${error.name}`;
    }
  };
  const call = (path, options) =>
    attempt(async () => {
      const response = await fetch(server + path, { credentials: "include", ...options });
      return `${response.type} ${response.status}`;
    });
  const key = "paddock-check";
  localStorage.setItem(key, "kept");
  const { data } = await (await fetch(new URL("widgets/statistic.json", location.href))).json().then(
    (json) => ({ data: json }),
    () => ({ data: null }),
  );
  return {
    origin: String(self.origin),
    cookie: await attempt(() => document.cookie),
    stored: localStorage.getItem(key),
    ownFile: data,
    me: await call("/auth/me"),
    environments: await call("/api/environments"),
    settings: await call("/api/settings/apikeys", {
      method: "POST",
      mode: "no-cors",
      headers: { "Content-Type": "text/plain" },
      body: '{"name":"stolen","role":"admin"}',
    }),
    elsewhereScript: await attempt(
      () =>
        new Promise((resolve) => {
          const tag = document.createElement("script");
          tag.src = "https://example.invalid/counter.js";
          document.addEventListener("securitypolicyviolation", (event) => resolve(event.effectiveDirective), {
            once: true,
          });
          tag.onerror = () => setTimeout(() => resolve("loaded"), 500);
          document.head.append(tag);
        }),
    ),
    popup: await attempt(() => window.open(server + "/auth/me") === null),
  };
}

// Whether a file is shown, or kept.
async function open(page, file) {
  const kept = page.waitForEvent("download", { timeout: 30_000 }).then(
    (download) => `kept as ${download.suggestedFilename()}`,
  );
  const shown = page.goto(new URL(file, page.url()).href).then(
    () => "shown",
    () => kept,
  );
  return Promise.race([kept, shown]);
}

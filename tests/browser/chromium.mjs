// Drives a headless Chromium through its DevTools protocol over a pipe: no package is needed.
import {spawn} from "node:child_process";
import {mkdtempSync, rmSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {pathToFileURL} from "node:url";

const flags = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-sync",
  "--disable-background-networking",
  "--disable-component-update",
  "--remote-debugging-pipe",
  "--hide-scrollbars",
  "--disable-dev-shm-usage",
];

export class Chromium {
  constructor(program) {
    this.profile = mkdtempSync(join(tmpdir(), "npd_chromium_"));
    this.process = spawn(program, [...flags, `--user-data-dir=${this.profile}`, "about:blank"], {
      stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"],
    });
    this.waiting = new Map();
    this.listeners = [];
    this.number = 0;
    this.rest = "";
    this.process.stdio[4].on("data", (bytes) => this.take(bytes));
  }

  take(bytes) {
    const messages = (this.rest + bytes.toString("utf8")).split("\0");
    this.rest = messages.pop();
    for (const text of messages) {
      const message = JSON.parse(text),
        waiting = this.waiting.get(message.id);
      if (!waiting) {
        for (const listener of this.listeners) listener(message);
        continue;
      }
      this.waiting.delete(message.id);
      if (message.error) waiting.reject(new Error(message.error.message));
      else waiting.resolve(message.result);
    }
  }

  send(method, params = {}, sessionId = this.session) {
    const id = ++this.number;
    this.process.stdio[3].write(JSON.stringify({id, method, params, sessionId}) + "\0");
    return new Promise((resolve, reject) => this.waiting.set(id, {resolve, reject}));
  }

  // Attaches to a new page; what it says to its console is collected.
  async open(file, {width = 800, height = 1000, dark = false} = {}) {
    const {targetId} = await this.send("Target.createTarget", {url: "about:blank"}, undefined);
    this.session = (
      await this.send("Target.attachToTarget", {targetId, flatten: true}, undefined)
    ).sessionId;
    this.said = [];
    this.requests = [];
    this.listeners = [(message) => this.listen(message)];
    for (const domain of ["Page", "Runtime", "Log", "Network"]) await this.send(`${domain}.enable`);
    await this.resize(width, height);
    await this.send("Emulation.setEmulatedMedia", {
      features: [{name: "prefers-color-scheme", value: dark ? "dark" : "light"}],
    });
    await this.send("Page.navigate", {url: pathToFileURL(file).href});
    await this.until("document.documentElement?.dataset.drawn === 'yes'");
  }

  listen({method, params}) {
    if (method === "Runtime.consoleAPICalled")
      this.said.push(params.args.map((a) => a.value ?? a.description).join(" "));
    if (method === "Runtime.exceptionThrown")
      this.said.push(
        params.exceptionDetails.exception?.description ?? params.exceptionDetails.text,
      );
    if (method === "Log.entryAdded") this.said.push(params.entry.text);
    if (method === "Network.requestWillBeSent" && !params.request.url.startsWith("data:"))
      this.requests.push(params.request.url);
  }

  async resize(width, height) {
    await this.send("Emulation.setDeviceMetricsOverride", {
      width,
      height,
      deviceScaleFactor: 1,
      mobile: false,
    });
  }

  // The value of an expression in the page.
  async evaluate(expression) {
    const {result, exceptionDetails} = await this.send("Runtime.evaluate", {
      expression,
      returnByValue: true,
      awaitPromise: true,
    });
    if (exceptionDetails)
      throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    return result.value;
  }

  async until(expression, seconds = 60) {
    for (let i = 0; i < seconds * 20; ++i) {
      if (await this.evaluate(expression)) return;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error(
      `${expression} did not come true in ${seconds} s; the page said: ${this.said.join("\n")}`,
    );
  }

  // A PNG of the page from `top`, as high as `height`.
  async picture(top = 0, height = undefined) {
    const size = (await this.send("Page.getLayoutMetrics")).cssContentSize;
    const clip = {x: 0, y: top, width: size.width, height: height ?? size.height - top, scale: 1};
    return Buffer.from(
      (await this.send("Page.captureScreenshot", {clip, captureBeyondViewport: true})).data,
      "base64",
    );
  }

  async close() {
    const ended = new Promise((resolve) => this.process.once("exit", resolve));
    this.send("Browser.close", {}, undefined).catch(() => {});
    await ended;
    rmSync(this.profile, {recursive: true, force: true, maxRetries: 5});
  }
}

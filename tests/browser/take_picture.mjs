// The picture of README: node take_picture.mjs CHROMIUM REPORT PNG
import {writeFileSync} from "node:fs";
import {Chromium} from "./chromium.mjs";

const [program, report, file] = process.argv.slice(2);
const browser = new Chromium(program);
await browser.open(report, {width: 1000});
const place = (selector) =>
  `document.querySelector(${JSON.stringify(selector)}).getBoundingClientRect()`;
const top = await browser.evaluate(`${place("#figure-rates")}.top + scrollY - 8`);
const bottom = await browser.evaluate(`${place("#figure-latents")}.bottom + scrollY + 8`);
writeFileSync(file, await browser.picture(top, bottom - top));
await browser.close();

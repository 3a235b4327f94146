// Lighthouse on the signed-out page and on the dashboard of a user with a live session; prints one JSON object.
// Argument: JSON with site (address), chromium (path), runs (of each page), user (name on the sign-in page).
import lighthouse from "lighthouse";
import puppeteer, { PredefinedNetworkConditions } from "puppeteer-core";

const { site, chromium, runs, user } = JSON.parse(process.argv[2]);
const flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"];
const CATEGORIES = ["performance", "accessibility", "best-practices"];

function button(page, name) {
  return page.locator(`::-p-aria([name="${name}"][role="button"])`);
}

async function signIn(browser) {
  const page = await browser.newPage();
  await page.goto(site);
  await button(page, "Sign in").click();
  await button(page, `Continue as ${user}`).click();
  await button(page, "Sign out").wait();
  await page.close();
}

async function emptyCache(browser) {
  const page = await browser.newPage();
  const protocol = await page.createCDPSession();
  await protocol.send("Network.clearBrowserCache");
  await page.close();
}

/** One run with Lighthouse's own settings: a phone, slow 4G, a processor four times slower. */
async function audited(browser) {
  await emptyCache(browser);
  const port = Number(new URL(browser.wsEndpoint()).port);
  const options = { port, output: "json", logLevel: "error", onlyCategories: CATEGORIES, disableStorageReset: true };
  const { lhr } = await lighthouse(`${site}/`, options);
  if (lhr.runtimeError) throw new Error(lhr.runtimeError.message);
  const requests = lhr.audits["network-requests"].details.items;
  const scripts = requests.filter((one) => one.resourceType === "Script");
  return {
    address: lhr.finalDisplayedUrl,
    paint: lhr.audits["largest-contentful-paint"].numericValue / 1000,
    scores: Object.fromEntries(CATEGORIES.map((name) => [name, lhr.categories[name].score * 100])),
    script: scripts.reduce((sum, one) => sum + one.transferSize, 0) / 1000,
    failed: Object.values(lhr.audits)
      .filter((audit) => audit.score !== null && audit.score < 0.9)
      .map((audit) => audit.id),
  };
}

/** Seconds from the address to the largest paint, really slowed down: the way over the issuer is in it. */
async function painted(browser) {
  await emptyCache(browser);
  const page = await browser.newPage();
  await page.emulateNetworkConditions(PredefinedNetworkConditions["Slow 4G"]);
  await page.emulateCPUThrottling(4);
  const started = Date.now();
  await page.goto(`${site}/`, { waitUntil: "networkidle0" });
  await button(page, "Sign out").wait();
  await page.waitForNetworkIdle();
  const at = await page.evaluate(
    () =>
      new Promise((resolve) => {
        new PerformanceObserver((list) => resolve(performance.timeOrigin + list.getEntries().at(-1).startTime)).observe({
          type: "largest-contentful-paint",
          buffered: true,
        });
      }),
  );
  await page.close();
  return (at - started) / 1000;
}

async function repeated(measure, browser) {
  const found = [];
  for (let run = 0; run < runs; run++) found.push(await measure(browser));
  return found;
}

const browser = await puppeteer.launch({ executablePath: chromium, args: flags });
try {
  const signedOut = await repeated(audited, browser);
  await signIn(browser);
  const dashboard = await repeated(audited, browser);
  const whole = await repeated(painted, browser);
  process.stdout.write(JSON.stringify({ signedOut, dashboard, whole }));
} finally {
  await browser.close();
}

import { type Browser, chromium as playwright } from 'playwright-core';
import { requireProgram } from './programs.ts';

/** Its headless shell, which draws the same and takes two thirds of the time, or else the whole browser. */
export const chromium = requireProgram('chromium', 'chromium-headless-shell');

/** Leads to this machine; to a browser it is a host like any other, and not a secure one under http. */
export const distantHost = 'chaveiro.test';

/** Nothing that a browser does for itself gets into what a test sees. */
const quiet = ['gpu', 'quic', 'background-networking', 'component-update', 'sync'].map((what) => `--disable-${what}`);

/** Starts the installed Chromium without a window, with a profile of its own. Whoever starts it closes it. */
export async function startBrowser(): Promise<Browser> {
  const resolver = `--host-resolver-rules=MAP ${distantHost} 127.0.0.1`;
  return await playwright.launch({
    executablePath: chromium.path,
    // It works neither as root nor in many containers, and the only pages here are our own.
    chromiumSandbox: false,
    args: [...quiet, '--no-first-run', resolver],
  });
}

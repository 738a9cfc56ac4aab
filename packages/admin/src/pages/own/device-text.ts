import type { Text } from '../../text/use-text.tsx';

/** What browsers say of themselves, the most particular first: each later one stands in the earlier ones as well. */
const browsers = [
  ['Edge', /\bEdg(e|A|iOS)?\//],
  ['Opera', /\bOPR\//],
  ['Samsung Internet', /\bSamsungBrowser\//],
  ['Firefox', /\b(Firefox|FxiOS)\//],
  ['Chrome', /\b(Chrome|CriOS|HeadlessChrome)\//],
  ['Safari', /\bSafari\//],
] as const;

const systems = [
  ['Android', /\bAndroid\b/],
  ['iPhone', /\biPhone\b/],
  ['iPad', /\biPad\b/],
  ['Windows', /\bWindows\b/],
  ['macOS', /\bMacintosh\b/],
  ['ChromeOS', /\bCrOS\b/],
  ['Linux', /\bLinux\b/],
] as const;

/** A program as a person knows it: "Firefox on Windows"; what is no browser is shown as it calls itself. */
export function deviceText(t: Text, userAgent: string | null): string {
  if (userAgent === null || userAgent === '') return t('own.unknownDevice');
  const browser = browsers.find(([, pattern]) => pattern.test(userAgent))?.[0];
  const system = systems.find(([, pattern]) => pattern.test(userAgent))?.[0];
  if (browser === undefined) return userAgent.slice(0, 80);
  return system === undefined ? browser : t('own.deviceOn', { browser, system });
}

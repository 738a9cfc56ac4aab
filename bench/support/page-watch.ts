/**
 * Runs in the browser before anything of the page does, and watches it from inside: nothing from outside asks while
 * it is measured. Times are milliseconds since the navigation began.
 *
 * `watch.firstRows` is when rows of keys were first on the screen. `watch.typing(word)` begins to look at what happens
 * while the word is typed, and answers, once every row has it, how long the browser was busy or showed nothing new.
 */
export const pageWatch = `
  globalThis.watch = (() => {
    const labels = () => [...document.querySelectorAll('tbody [data-row] .key-link')].map((link) => link.textContent);
    const isBusy = () => document.querySelector('table')?.getAttribute('aria-busy') !== 'false';

    /** Resolves with the time when what is in the document now is on the screen. */
    const painted = () => new Promise((resolve) => {
      requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => resolve(performance.now());
        port2.postMessage(null);
      });
    });

    /** Resolves with that time once the document is as asked for. */
    const shown = (isThere) => new Promise((resolve) => {
      const look = () => {
        if (!isThere()) return;
        observer.disconnect();
        resolve(painted());
      };
      const observer = new MutationObserver(look);
      observer.observe(document, { subtree: true, childList: true, characterData: true, attributeFilter: ['aria-busy'] });
      look();
    });

    const typing = async (word) => {
      let longestTaskMs = 0;
      let longestFrameMs = 0;
      let typedAt = Number.POSITIVE_INFINITY;
      const noteTasks = (tasks) => {
        for (const { duration } of tasks) longestTaskMs = Math.max(longestTaskMs, duration);
      };
      const tasks = new PerformanceObserver((list) => noteTasks(list.getEntries()));
      tasks.observe({ type: 'longtask' });
      let frameAt = performance.now();
      let isOver = false;
      const onFrame = (now) => {
        longestFrameMs = Math.max(longestFrameMs, now - frameAt);
        frameAt = now;
        if (!isOver) requestAnimationFrame(onFrame);
      };
      requestAnimationFrame((now) => {
        frameAt = now;
        requestAnimationFrame(onFrame);
      });
      document.addEventListener('input', ({ target }) => {
        if (target.value === word) typedAt = performance.now();
      });
      const hasWord = () => labels().length > 0 && labels().every((label) => label.includes(word));
      const filteredAt = await shown(() => !isBusy() && hasWord());
      isOver = true;
      // Long tasks are told of when the browser has time.
      await new Promise((resolve) => setTimeout(resolve, 100));
      noteTasks(tasks.takeRecords());
      tasks.disconnect();
      return { longestTaskMs, longestFrameMs, filteredMs: filteredAt - typedAt };
    };

    return { firstRows: shown(() => labels().length > 0), typing };
  })();
`;

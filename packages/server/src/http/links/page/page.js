// Runs in the browser of whoever opens a single-access link. Until its button is pressed it sends nothing.
(() => {
  const messages = {
    en: {
      closedTitle: 'Somebody sent you an API token',
      closedLead: 'It can be shown once, to whoever opens it first. Go on when you are ready to store it.',
      checkTitle: 'Check the address.',
      check: 'Go on only if you expected this link, and if you know this server:',
      open: 'Show the token',
      opening: 'Opening…',
      openedTitle: 'Your API key and token',
      openedLead: 'The link has been used and no longer works.',
      copyNow: 'Copy the token now.',
      onlyOnce: 'It is shown only once. Nobody, not even the server, can show it again.',
      key: 'Key',
      token: 'Token',
      copyKey: 'Copy key',
      copyToken: 'Copy token',
      copied: 'Copied',
      notCopied: 'The browser did not allow copying. The text is selected: copy it yourself.',
      store: 'Put it where you keep secrets, never into source code, mail or a chat.',
      goneTitle: 'This link no longer works',
      goneLead: 'Whoever sent it to you can see which of these it was.',
      before: 'It was opened before.',
      beforeDo: 'If not by you, say so at once: somebody else may have the token.',
      expired: 'It is older than 24 hours.',
      expiredDo: 'Ask for a new one.',
      withdrawn: 'It was withdrawn.',
      withdrawnDo: 'A newer link may have taken its place. Ask before you wait for one.',
      language: 'Language',
      usedTitle: 'This link was opened here',
      incompleteTitle: 'This link is not complete',
      incompleteLead:
        'What follows the # is missing. Open the link once more from where you got it, or copy it whole. Nothing was used up.',
      insecureTitle: 'The token cannot be shown here',
      insecureLead:
        'Browsers decrypt only on pages that begin with https. Ask the person who sent the link for one that does, or ' +
        'use the command "chaveiro reveal". Nothing was used up.',
      unreadableTitle: 'The token cannot be read',
      unreadableLead: 'The link was opened, but its content is damaged. Ask the person who sent it for a new one.',
      unanswered:
        'The server did not answer. Try again. If the link then no longer works, the answer was lost on its way: ' +
        'ask for a new link.',
      busy: 'The server cannot do this at the moment, and nothing was used up. Try again.',
    },
    pt: {
      closedTitle: 'Você recebeu um token de API',
      closedLead: 'Ele pode ser mostrado uma única vez, a quem o abrir primeiro. Continue quando puder guardá-lo.',
      checkTitle: 'Confira o endereço.',
      check: 'Continue somente se você esperava este link e se conhece este servidor:',
      open: 'Mostrar o token',
      opening: 'Abrindo…',
      openedTitle: 'Sua chave e seu token de API',
      openedLead: 'O link foi usado e não funciona mais.',
      copyNow: 'Copie o token agora.',
      onlyOnce: 'Ele é mostrado uma única vez. Ninguém, nem o servidor, pode mostrá-lo de novo.',
      key: 'Chave',
      token: 'Token',
      copyKey: 'Copiar chave',
      copyToken: 'Copiar token',
      copied: 'Copiado',
      notCopied: 'O navegador não permitiu copiar. O texto está selecionado: copie você mesmo.',
      store: 'Guarde-o onde ficam os seus segredos, nunca no código-fonte, em e-mails ou em um chat.',
      goneTitle: 'Este link não funciona mais',
      goneLead: 'Quem o enviou pode ver qual destes foi o motivo.',
      before: 'Ele já foi aberto.',
      beforeDo: 'Se não foi por você, avise imediatamente: outra pessoa pode ter o token.',
      expired: 'Ele tem mais de 24 horas.',
      expiredDo: 'Peça um novo.',
      withdrawn: 'Ele foi revogado.',
      withdrawnDo: 'Talvez um link mais novo o substitua. Pergunte antes de esperar por um.',
      language: 'Idioma',
      usedTitle: 'Este link foi aberto aqui',
      incompleteTitle: 'Este link está incompleto',
      incompleteLead:
        'Falta a parte depois do #. Abra o link novamente de onde você o recebeu ou copie-o inteiro. Nada foi usado.',
      insecureTitle: 'O token não pode ser mostrado aqui',
      insecureLead:
        'Navegadores só decifram em páginas que começam com https. Peça um link assim a quem o enviou ou ' +
        'use o comando "chaveiro reveal". Nada foi usado.',
      unreadableTitle: 'O token não pode ser lido',
      unreadableLead: 'O link foi aberto, mas o conteúdo está danificado. Peça um novo a quem o enviou.',
      unanswered:
        'O servidor não respondeu. Tente de novo. Se depois o link não funcionar mais, a resposta se perdeu no caminho: ' +
        'peça um novo link.',
      busy: 'O servidor não pode fazer isso no momento, e nada foi usado. Tente de novo.',
    },
    es: {
      closedTitle: 'Ha recibido un token de API',
      closedLead: 'Se puede mostrar una sola vez, a quien lo abra primero. Continúe cuando pueda guardarlo.',
      checkTitle: 'Compruebe la dirección.',
      check: 'Continúe solo si esperaba este link y si conoce este servidor:',
      open: 'Mostrar el token',
      opening: 'Abriendo…',
      openedTitle: 'Su clave y su token de API',
      openedLead: 'El link se ha usado y ya no funciona.',
      copyNow: 'Copie el token ahora.',
      onlyOnce: 'Se muestra una sola vez. Nadie, ni siquiera el servidor, puede mostrarlo de nuevo.',
      key: 'Clave',
      token: 'Token',
      copyKey: 'Copiar clave',
      copyToken: 'Copiar token',
      copied: 'Copiado',
      notCopied: 'El navegador no permitió copiar. El texto está seleccionado: cópielo usted.',
      store: 'Guárdelo donde guarda sus secretos, nunca en el código fuente, en un correo o en un chat.',
      goneTitle: 'Este link ya no funciona',
      goneLead: 'Quien se lo envió puede ver cuál de estos fue el motivo.',
      before: 'Ya se abrió.',
      beforeDo: 'Si no fue usted, avise de inmediato: otra persona puede tener el token.',
      expired: 'Tiene más de 24 horas.',
      expiredDo: 'Pida uno nuevo.',
      withdrawn: 'Fue revocado.',
      withdrawnDo: 'Quizá lo sustituya un link más nuevo. Pregunte antes de esperar uno.',
      language: 'Idioma',
      usedTitle: 'Este link se abrió aquí',
      incompleteTitle: 'Este link está incompleto',
      incompleteLead:
        'Falta la parte después del #. Abra el link otra vez desde donde lo recibió o cópielo entero. No se usó nada.',
      insecureTitle: 'El token no se puede mostrar aquí',
      insecureLead:
        'Los navegadores solo descifran en páginas que empiezan con https. Pida un link así a quien lo envió o ' +
        'use el comando "chaveiro reveal". No se usó nada.',
      unreadableTitle: 'El token no se puede leer',
      unreadableLead: 'El link se abrió, pero su contenido está dañado. Pida uno nuevo a quien lo envió.',
      unanswered:
        'El servidor no respondió. Inténtelo de nuevo. Si después el link ya no funciona, la respuesta se perdió: ' +
        'pida un link nuevo.',
      busy: 'El servidor no puede hacerlo en este momento, y no se usó nada. Inténtelo de nuevo.',
    },
  };
  const tags = { en: 'en', pt: 'pt-BR', es: 'es' };
  const find = (id) => document.getElementById(id);
  const say = (line) => {
    find('status').textContent = line;
  };

  let text;
  let state;

  function speak(wanted) {
    const spoken = wanted.map((tag) => tag.slice(0, 2).toLowerCase());
    const language = spoken.find((each) => Object.hasOwn(messages, each)) ?? 'en';
    text = messages[language];
    find('language').value = document.documentElement.lang = tags[language];
    for (const element of document.querySelectorAll('[data-text]')) element.textContent = text[element.dataset.text];
    if (state !== undefined) show(state);
  }

  /** What the browser keeps by this name, or is to keep. It may refuse its storage: then it holds until the page is left. */
  function kept(storage, name, value) {
    try {
      if (value) window[storage].setItem(name, value);
      return window[storage].getItem(name);
    } catch {
      return null;
    }
  }
  // Chosen here or in the administration pages of this server.
  const chosenLanguage = 'chaveiro.language';
  // The id of the link, which is no secret, in this tab: after a reload nothing else tells a used link from half of one.
  const openedHere = 'chaveiro.opened';

  find('language').addEventListener('change', ({ target }) => {
    speak([target.value]);
    kept('localStorage', chosenLanguage, target.value);
  });

  speak([kept('localStorage', chosenLanguage) ?? '', ...navigator.languages]);
  find('host').textContent = location.host;
  find('content').hidden = find('languages').hidden = false;

  const linkId = location.pathname.split('/').pop();
  let secret = null;
  let isOpening = false;
  let isUnsaved = false;

  /** Shows what the state is and what it means, and the part of the page that belongs to it, if any. */
  function show(next) {
    state = next;
    const title = text[`${state}Title`];
    document.title = `${title} – Chaveiro`;
    find('title').textContent = title;
    find('lead').textContent = next === 'used' ? `${text.openedLead} ${text.expiredDo}` : text[`${state}Lead`];
    for (const part of ['closed', 'opened', 'gone']) find(part).hidden = part !== state;
    say('');
  }

  /** The secret goes from the address into memory, so that no history, screenshot or copied address has it. */
  function readAddress() {
    const found = location.hash.slice(1);
    history.replaceState(null, '', location.pathname);
    secret = /^[A-Za-z0-9_-]{43}$/.test(found) ? found : null;
    if (!isSecureContext) show('insecure');
    else if (secret === null) show(kept('sessionStorage', openedHere) === linkId ? 'used' : 'incomplete');
    else show('closed');
  }

  const utf8 = (value) => new TextEncoder().encode(value);
  const toBytes = (value) =>
    Uint8Array.from(atob(value.replaceAll('-', '+').replaceAll('_', '/')), (character) => character.charCodeAt(0));
  const toBase64url = (bytes) =>
    btoa(String.fromCharCode(...bytes))
      .replaceAll('+', '-')
      .replaceAll('/', '_')
      .replaceAll('=', '');

  /** HKDF-SHA-256 of the secret, 32 bytes. */
  async function derive(info) {
    const material = await crypto.subtle.importKey('raw', toBytes(secret), 'HKDF', false, ['deriveBits']);
    const parameters = { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(0), info: utf8(info) };
    return new Uint8Array(await crypto.subtle.deriveBits(parameters, material, 256));
  }

  async function decrypt({ ciphertext, nonce }) {
    const key = await crypto.subtle.importKey('raw', await derive('key'), 'AES-GCM', false, ['decrypt']);
    const parameters = { name: 'AES-GCM', iv: toBytes(nonce), additionalData: utf8(linkId), tagLength: 128 };
    return new TextDecoder().decode(await crypto.subtle.decrypt(parameters, key, toBytes(ciphertext)));
  }

  async function askServer() {
    const body = JSON.stringify({ proof: toBase64url(await derive('proof')) });
    // Relative, for the server may stand below a path of its host.
    return await fetch(`../api/v1/credentials/${linkId}/reveal`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body,
      cache: 'no-store',
      credentials: 'omit',
      redirect: 'error',
    });
  }

  async function open() {
    let sealed;
    try {
      const answer = await askServer();
      if (answer.status === 410) return show('gone');
      if (!answer.ok) return say(answer.status === 503 ? text.busy : text.unanswered);
      kept('sessionStorage', openedHere, linkId);
      sealed = await answer.json();
    } catch {
      return say(text.unanswered);
    }
    try {
      find('token').textContent = await decrypt(sealed);
      find('key').textContent = sealed.appKey;
    } catch {
      return show('unreadable');
    } finally {
      secret = null;
    }
    isUnsaved = true;
    show('opened');
  }

  find('open').addEventListener('click', async () => {
    if (isOpening) return;
    isOpening = true;
    find('open').setAttribute('aria-disabled', 'true');
    say(text.opening);
    await open();
    isOpening = false;
    find('open').removeAttribute('aria-disabled');
    if (find('closed').hidden) find('title').focus();
  });

  for (const name of ['key', 'token']) {
    find(`copy-${name}`).addEventListener('click', async () => {
      try {
        await navigator.clipboard.writeText(find(name).textContent);
        if (name === 'token') isUnsaved = false;
        find(`copy-${name}`).textContent = `${text.copied} ✓`;
        say(`${text.copied}: ${text[name]}`);
      } catch {
        getSelection().selectAllChildren(find(name));
        say(text.notCopied);
      }
    });
  }

  // Whoever copies by hand has it as well.
  find('token').addEventListener('copy', () => {
    isUnsaved = false;
  });
  addEventListener('beforeunload', (event) => {
    if (isUnsaved) event.preventDefault();
  });
  // A page that the browser keeps for its back button keeps no token.
  addEventListener('pagehide', () => {
    find('token').textContent = '';
  });
  addEventListener('pageshow', ({ persisted }) => {
    if (persisted && state === 'opened') show('used');
  });
  addEventListener('hashchange', () => {
    if (location.hash !== '') readAddress();
  });

  readAddress();
})();

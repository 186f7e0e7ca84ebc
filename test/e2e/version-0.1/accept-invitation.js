// accept-invitation 0.1.0, built by auth0-invitations. Change its source, not this: a deploy replaces it.
// invitation/address.ts
function isSameAddress(address, invited) {
  return /^[\x21-\x7e]+$/.test(address) && address.toLowerCase() === invited.toLowerCase();
}

// invitation/instant.ts
function instant(date) {
  return date.toISOString().replace(/\.\d+/, "");
}

// invitation/accept.ts
function accountOf(user) {
  return {
    email: typeof user.email === "string" ? user.email : "",
    email_verified: user.email_verified === true,
    identities: Array.isArray(user.identities) ? user.identities.length : 1,
    last_password_reset: typeof user.last_password_reset === "string" ? user.last_password_reset : void 0
  };
}
function accept(standing, account, now, existingAccounts = "accept-at-sign-in") {
  switch (standing.status) {
    case "none":
    case "requested":
      return { kind: "ordinary" };
    case "accepted":
      return { ...standing, kind: "accepted", isNew: false };
    case "malformed":
      return refuse("malformed", account, standing.created_user);
    case "expired":
    case "revoked":
      return refuse(standing.status, account, standing.invitation.created_user, standing.invitation);
    case "pending": {
      const { invitation } = standing;
      const obstacle = obstacleTo(invitation, account);
      if (obstacle !== void 0) return refuse(obstacle, account, invitation.created_user, invitation);
      const asks = existingAccounts === "ask-in-app" && !isUnowned(invitation.created_user, account);
      if (asks && invitation.consented_at === void 0) return { kind: "asked", invitation };
      if (account.isRefresh && !asks) return refuse("not_signed_in", account, invitation.created_user, invitation);
      return { kind: "accepted", acceptance: { id: invitation.id, at: instant(now) }, isNew: true, invitation };
    }
  }
}
var MOST_METADATA_BYTES = 1e4;
function fitsIntoProfile(metadata) {
  return new TextEncoder().encode(JSON.stringify(metadata)).length <= MOST_METADATA_BYTES;
}
function obstacleTo(invitation, account) {
  if (!isSameAddress(account.email, invitation.email)) return "not_your_address";
  return isProven(invitation, account) ? void 0 : "address_not_verified";
}
function isProven(invitation, account) {
  return account.email_verified || invitation.created_user && isPasswordOfLink(invitation, account);
}
function isPasswordOfLink({ password_ended_at }, { last_password_reset }) {
  return password_ended_at === void 0 || Date.parse(last_password_reset ?? "") > Date.parse(password_ended_at);
}
function isUnowned(created_user, account) {
  return created_user && account.identities <= 1;
}
function refuse(reason, account, created_user, invitation) {
  if (!isUnowned(created_user, account)) return { kind: "ordinary" };
  return { kind: "refused", reason, ...invitation && { invitation } };
}

// invitation/claim.ts
function claimOf(acceptance, invitation, isNew) {
  return {
    id: acceptance.id,
    status: "accepted",
    accepted_at: acceptance.at,
    ...isNew && { accepted_now: true },
    ...handedOver(invitation)
  };
}
function pendingClaimOf(invitation) {
  const { id, expires_at } = invitation;
  return { id, status: "pending", expires_at, ...handedOver(invitation) };
}
function withoutPersonalData({
  invited_by: _,
  ...claim
}) {
  return claim;
}
function handedOver(invitation) {
  const context = parseContext(invitation?.context);
  return { ...context && { context }, ...invitation?.invited_by && { invited_by: invitation.invited_by } };
}
function parseContext(context) {
  try {
    const parsed = JSON.parse(context ?? "null");
    return typeof parsed === "object" && parsed !== null && !Array.isArray(parsed) ? parsed : void 0;
  } catch {
    return void 0;
  }
}

// invitation/invitation.ts
var INVITATION_KEY = "invitation";
var ACCEPTANCE_KEY = "invitation_acceptance";
var RECORD_VERSION = 1;

// invitation/upgrade.ts
var upgrades = {};
function upgradeRecord(record, target = RECORD_VERSION, steps = upgrades) {
  const { version } = record;
  if (version === target) return record;
  if (typeof version !== "number") return void 0;
  const next = steps[version]?.(record);
  return next?.["version"] === version + 1 ? upgradeRecord(next, target, steps) : void 0;
}

// invitation/read.ts
function readInvitation(appMetadata) {
  const stored = own(appMetadata, INVITATION_KEY);
  if (stored === void 0 || stored === null) return { kind: "none" };
  if (!isObject(stored)) return malformed("is not an object", stored);
  if (own(stored, "state") === "requested") return { kind: "requested" };
  const record = upgradeRecord(stored);
  if (record === void 0) return malformed("has an unknown version", stored);
  if (!isInvitation(record)) return malformed(`has no valid ${wrongFieldOf(record)}`, stored);
  return { kind: "invitation", invitation: record };
}
function readAcceptance(appMetadata) {
  const stored = own(appMetadata, ACCEPTANCE_KEY);
  const id = own(stored, "id");
  const at = own(stored, "at");
  return typeof id === "string" ? { id, at: typeof at === "string" ? at : "" } : void 0;
}
var isText = (value) => typeof value === "string";
var isTexts = (value) => Array.isArray(value) && value.every(isText);
var optional = (check) => (value) => value === void 0 || check(value);
var optionalText = optional(isText);
var fieldChecks = {
  id: (value) => typeof value === "string" && /^inv_\w{8,64}$/.test(value),
  email: isText,
  state: (value) => value === "open" || value === "revoked",
  created_user: (value) => typeof value === "boolean",
  delivery: (value) => value === "mail" || value === "link",
  invited_at: isInstant,
  expires_at: isInstant,
  revoked_at: optional(isInstant),
  blocked_at: optional(isInstant),
  consented_at: optional(isInstant),
  password_ended_at: optional(isInstant),
  expires_on: optionalText,
  expires_soon: optional((value) => typeof value === "boolean"),
  invited_by: optionalText,
  note: optionalText,
  locale: optionalText,
  time_zone: optionalText,
  client_id: optionalText,
  roles: optional(isTexts),
  roles_given_at: optional(isInstant),
  redirect_to: optionalText,
  context: optionalText,
  sends: (value) => Number.isSafeInteger(value) && Number(value) >= 0,
  last_sent_at: optional(isInstant),
  previous_ids: optional(isTexts)
};
function wrongFieldOf(record) {
  return Object.entries(fieldChecks).find(([field, check]) => !check(own(record, field)))?.[0];
}
function isInvitation(record) {
  return wrongFieldOf(record) === void 0;
}
function malformed(problem, stored) {
  return { kind: "malformed", problem: `invitation ${problem}`, created_user: own(stored, "created_user") === true };
}
function isObject(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
function isInstant(value) {
  return typeof value === "string" && /^\d{4}-\d\d-\d\dT/.test(value) && !Number.isNaN(Date.parse(value));
}
function own(value, key) {
  return isObject(value) && Object.hasOwn(value, key) ? value[key] : void 0;
}

// invitation/settings.ts
function existingAccountsIn(secrets) {
  return text(secrets, "INVITATIONS_EXISTING_ACCOUNTS") === "ask-in-app" ? "ask-in-app" : "accept-at-sign-in";
}
function text(secrets, name) {
  const value = own(secrets, name);
  return typeof value === "string" ? value.trim() : "";
}

// invitation/standing.ts
function standingOf(appMetadata, now) {
  const reading = readInvitation(appMetadata);
  const acceptance = readAcceptance(appMetadata);
  if (acceptance !== void 0) {
    const ofThis = reading.kind === "invitation" && reading.invitation.id === acceptance.id;
    return { status: "accepted", acceptance, ...ofThis && { invitation: reading.invitation } };
  }
  switch (reading.kind) {
    case "none":
      return { status: "none" };
    case "requested":
      return { status: "requested" };
    case "malformed":
      return { status: "malformed", problem: reading.problem, created_user: reading.created_user };
    case "invitation": {
      const { invitation } = reading;
      if (invitation.state === "revoked") return { status: "revoked", invitation };
      if (lastWord(invitation, now) >= Date.parse(invitation.expires_at)) return { status: "expired", invitation };
      return { status: "pending", invitation };
    }
  }
}
function lastWord({ consented_at, created_user }, now) {
  return consented_at === void 0 || created_user ? now.getTime() : Date.parse(consented_at);
}

// invitation/languages/ar.ts
var refusals = {
  expired: "انتهت صلاحية هذه الدعوة في {expires_on}. اطلب دعوة جديدة ممن دعاك.",
  expired_undated: "انتهت صلاحية هذه الدعوة. اطلب دعوة جديدة ممن دعاك.",
  revoked: "سُحبت هذه الدعوة. اطلب دعوة جديدة ممن دعاك.",
  not_your_address: "أُرسلت هذه الدعوة إلى عنوان آخر. اطلب دعوة إلى العنوان الذي تسجّل الدخول به.",
  address_not_verified: "يرجى تأكيد عنوان بريدك الإلكتروني أولًا: افتح الرابط في الرسالة التي أرسلناها إليك، ثم سجّل الدخول مرة أخرى.",
  not_signed_in: "لديك دعوة: يرجى تسجيل الدخول مرة أخرى لقبولها.",
  not_invited: "تحتاج إلى دعوة. اطلب من شخص لديه حق الدخول أن يدعو العنوان الذي تسجّل الدخول به.",
  malformed: "لا يمكن قراءة هذه الدعوة. اطلب دعوة جديدة ممن دعاك."
};

// invitation/languages/de.ts
var refusals2 = {
  expired: "Diese Einladung ist abgelaufen: {expires_on}. Bitten Sie die Person, die Sie eingeladen hat, um eine neue.",
  expired_undated: "Diese Einladung ist abgelaufen. Bitten Sie die Person, die Sie eingeladen hat, um eine neue.",
  revoked: "Diese Einladung wurde zurückgezogen. Bitten Sie die Person, die Sie eingeladen hat, um eine neue.",
  not_your_address: "Diese Einladung ging an eine andere Adresse. Bitten Sie um eine an die Adresse, mit der Sie sich anmelden.",
  address_not_verified: "Bitte bestätigen Sie zuerst Ihre E-Mail-Adresse: Öffnen Sie den Link in unserer Mail, und melden Sie sich dann noch einmal an.",
  not_signed_in: "Sie sind eingeladen: Bitte melden Sie sich noch einmal an, um anzunehmen.",
  not_invited: "Sie brauchen eine Einladung. Bitten Sie jemanden mit Zugang, die Adresse einzuladen, mit der Sie sich anmelden.",
  malformed: "Diese Einladung ist nicht lesbar. Bitten Sie die Person, die Sie eingeladen hat, um eine neue."
};

// invitation/languages/en.ts
var refusals3 = {
  expired: "This invitation expired on {expires_on}. Ask the person who invited you for a new one.",
  expired_undated: "This invitation expired. Ask the person who invited you for a new one.",
  revoked: "This invitation was withdrawn. Ask the person who invited you for a new one.",
  not_your_address: "This invitation was sent to another address. Ask for one to the address you sign in with.",
  address_not_verified: "Please confirm your email address first: open the link in the mail we sent you, then sign in again.",
  not_signed_in: "You are invited: please sign in again to accept.",
  not_invited: "You need an invitation. Ask somebody who has access to invite the address you sign in with.",
  malformed: "This invitation cannot be read. Ask the person who invited you for a new one."
};

// invitation/languages/es.ts
var refusals4 = {
  expired: "Esta invitación caducó el {expires_on}. Pida una nueva a quien le invitó.",
  expired_undated: "Esta invitación ha caducado. Pida una nueva a quien le invitó.",
  revoked: "Esta invitación se ha retirado. Pida una nueva a quien le invitó.",
  not_your_address: "Esta invitación se envió a otra dirección. Pida una para la dirección con la que inicia sesión.",
  address_not_verified: "Confirme primero su dirección de correo: abra el enlace del mensaje que le enviamos y vuelva a iniciar sesión.",
  not_signed_in: "Tiene una invitación: vuelva a iniciar sesión para aceptarla.",
  not_invited: "Necesita una invitación. Pida a alguien que tenga acceso que invite a la dirección con la que inicia sesión.",
  malformed: "Esta invitación no se puede leer. Pida una nueva a quien le invitó."
};

// invitation/languages/fr.ts
var refusals5 = {
  expired: "Cette invitation a expiré le {expires_on}. Demandez-en une nouvelle à la personne qui vous a invité(e).",
  expired_undated: "Cette invitation a expiré. Demandez-en une nouvelle à la personne qui vous a invité(e).",
  revoked: "Cette invitation a été retirée. Demandez-en une nouvelle à la personne qui vous a invité(e).",
  not_your_address: "Cette invitation a été envoyée à une autre adresse. Demandez-en une pour l’adresse avec laquelle vous vous connectez.",
  address_not_verified: "Confirmez d’abord votre adresse e-mail : ouvrez le lien du message que nous vous avons envoyé, puis reconnectez-vous.",
  not_signed_in: "Vous êtes invité(e) : reconnectez-vous pour accepter.",
  not_invited: "Il vous faut une invitation. Demandez à quelqu’un qui a accès d’inviter l’adresse avec laquelle vous vous connectez.",
  malformed: "Cette invitation est illisible. Demandez-en une nouvelle à la personne qui vous a invité(e)."
};

// invitation/languages/ja.ts
var refusals6 = {
  expired: "この招待の有効期限（{expires_on}）が切れています。招待した人に、もう一度招待するよう頼んでください。",
  expired_undated: "この招待の有効期限が切れています。招待した人に、もう一度招待するよう頼んでください。",
  revoked: "この招待は取り消されました。招待した人に、もう一度招待するよう頼んでください。",
  not_your_address: "この招待は別のアドレスに送られました。ログインに使うアドレスへの招待を頼んでください。",
  address_not_verified: "先にメールアドレスを確認してください。お送りしたメールのリンクを開き、もう一度ログインしてください。",
  not_signed_in: "招待が届いています。もう一度ログインして承諾してください。",
  not_invited: "招待が必要です。利用中の方に、ログインに使うアドレスを招待するよう頼んでください。",
  malformed: "この招待は読み取れません。招待した人に、もう一度招待するよう頼んでください。"
};

// invitation/languages/pt-BR.ts
var refusals7 = {
  expired: "Este convite expirou em {expires_on}. Peça um novo a quem convidou você.",
  expired_undated: "Este convite expirou. Peça um novo a quem convidou você.",
  revoked: "Este convite foi retirado. Peça um novo a quem convidou você.",
  not_your_address: "Este convite foi enviado a outro endereço. Peça um para o endereço com que você entra.",
  address_not_verified: "Primeiro confirme seu endereço de e-mail: abra o link da mensagem que enviamos e entre outra vez.",
  not_signed_in: "Você recebeu um convite: entre outra vez para aceitar.",
  not_invited: "Você precisa de um convite. Peça a quem tem acesso que convide o endereço com que você entra.",
  malformed: "Não é possível ler este convite. Peça um novo a quem convidou você."
};

// invitation/languages.ts
var languageTags = ["ar", "de", "en", "es", "fr", "ja", "pt-BR"];
var refusals8 = {
  ar: refusals,
  de: refusals2,
  en: refusals3,
  es: refusals4,
  fr: refusals5,
  ja: refusals6,
  "pt-BR": refusals7
};

// invitation/locale.ts
var DEFAULT_LANGUAGE = "en";
function languageOf(locale) {
  return knownLanguageOf(locale) ?? DEFAULT_LANGUAGE;
}
function knownLanguageOf(locale) {
  const wanted = (locale ?? "").toLowerCase();
  const primary = wanted.split("-")[0];
  return languageTags.find((tag) => tag.toLowerCase() === wanted) ?? languageTags.find((tag) => tag.split("-")[0] === primary);
}

// invitation/wording.ts
function wordingFor(reason, invitation, locale) {
  const texts = refusals8[knownLanguageOf(invitation?.locale) ?? languageOf(locale)];
  if (reason !== "expired") return texts[reason];
  const expires_on = invitation?.expires_on;
  return expires_on ? texts.expired.replace("{expires_on}", () => expires_on) : texts.expired_undated;
}

// accept-invitation.post-login.ts
var onExecutePostLogin = async (event, api) => {
  const { user } = event;
  if (!user.app_metadata?.[INVITATION_KEY] && !user.app_metadata?.[ACCEPTANCE_KEY]) return;
  const now = /* @__PURE__ */ new Date();
  const account = { ...accountOf(user), isRefresh: event.transaction?.protocol === "oauth2-refresh-token" };
  const signIn = accept(standingOf(user.app_metadata, now), account, now, existingAccountsIn(event.secrets));
  if (signIn.kind === "refused") {
    return api.access.deny(wordingFor(signIn.reason, signIn.invitation, event.transaction?.locale));
  }
  if (signIn.kind === "ordinary") return;
  if (signIn.kind === "asked") {
    setClaim(api, pendingClaimOf(signIn.invitation));
    return;
  }
  const { acceptance, invitation, isNew } = signIn;
  if (isNew) {
    const app_metadata = { ...user.app_metadata, [ACCEPTANCE_KEY]: acceptance };
    if (!fitsIntoProfile({ app_metadata, user_metadata: user.user_metadata })) return;
    api.user.setAppMetadata(ACCEPTANCE_KEY, acceptance);
  }
  setClaim(api, claimOf(acceptance, invitation, isNew));
};
function setClaim(api, claim) {
  api.idToken.setCustomClaim("invitation", claim);
  api.accessToken.setCustomClaim("invitation", withoutPersonalData(claim));
}
exports.onExecutePostLogin = onExecutePostLogin;

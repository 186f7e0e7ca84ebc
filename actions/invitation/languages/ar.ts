import type { MailTexts, PageTexts, Refusals } from './language.ts'

export const mail: MailTexts = {
  direction: 'rtl',
  invitation: 'لديك دعوة إلى \u2068{app}\u2069',
  reminder: 'تذكير: لديك دعوة إلى \u2068{app}\u2069',
  last_reminder: 'دعوتك إلى \u2068{app}\u2069 تنتهي قريبًا',
  reset: 'اختر كلمة مرور جديدة لـ \u2068{app}\u2069',
  greeting: 'مرحبًا \u2068{name}\u2069،',
  invited_by: 'يدعوك \u2068{inviter}\u2069 إلى \u2068{app}\u2069.',
  invited: 'لديك دعوة إلى \u2068{app}\u2069.',
  choose_password: 'اختر كلمة مرور ليصبح الحساب \u2068{email}\u2069 لك.',
  sign_in: 'لديك حساب بالفعل: سجّل الدخول باسم \u2068{email}\u2069 لقبول الدعوة.',
  accept: 'قبول الدعوة',
  valid_until: 'الدعوة صالحة حتى \u2068{expires_on}\u2069.',
  reset_heading: 'اختر كلمة مرور جديدة',
  reset_asked: 'طلب أحدهم، ونأمل أن تكون أنت، كلمة مرور جديدة لحسابك \u2068{email}\u2069 في \u2068{app}\u2069.',
  reset_button: 'اختيار كلمة مرور جديدة',
  reset_asked_too: 'هل طلبت كلمة مرور جديدة؟',
  link: 'إذا لم يعمل الزر، فافتح هذا العنوان:',
  newest_counts: 'لا يعمل إلا الرابط الموجود في أحدث رسالة.',
  unexpected_invitation: 'إذا لم تكن تتوقع هذه الدعوة، فلا تفعل شيئًا: لا يمكن لأحد استخدامها من دون هذه الرسالة.',
  unexpected_to_account: 'إذا لم تكن تتوقع هذه الرسالة، فلا تفعل شيئًا: سيبقى حسابك كما هو.',
  unexpected_reset: 'إذا لم تطلب ذلك، فلا تفعل شيئًا: ستبقى كلمة مرورك كما هي.',
  questions: 'للأسئلة: \u2068{support}\u2069',
}

export const pages: PageTexts = {
  'reset-password': {
    'reset-password': {
      pageTitle: 'اختر كلمة المرور | ${clientName}',
      title: 'اختر كلمة المرور',
      description: 'اختر كلمة المرور التي ستسجّل الدخول بها.',
      buttonText: 'حفظ كلمة المرور',
      passwordPlaceholder: 'كلمة المرور',
      reEnterpasswordPlaceholder: 'كلمة المرور نفسها مرة أخرى',
    },
    'reset-password-success': {
      pageTitle: 'تم حفظ كلمة المرور | ${clientName}',
      eventTitle: 'تم حفظ كلمة المرور',
      description: 'يمكنك تسجيل الدخول بها الآن.',
    },
    'reset-password-error': {
      eventTitleExpired: 'انتهت صلاحية هذا الرابط',
      descriptionExpired:
        'اطلب رسالة جديدة عبر «هل نسيت كلمة المرور؟» في صفحة تسجيل الدخول. وإذا كانت لديك دعوة، يمكنك أيضًا سؤال من دعاك.',
      eventTitleUsed: 'لم يعد من الممكن استخدام هذا الرابط',
      descriptionUsed:
        'سبق استخدامه، أو حلّت محله رسالة أحدث. استخدم أحدث رسالة، أو اطلب رسالة أخرى عبر «هل نسيت كلمة المرور؟» في صفحة تسجيل الدخول.',
      eventTitleGeneric: 'هذا الرابط لا يعمل',
      descriptionGeneric:
        'اطلب رسالة جديدة عبر «هل نسيت كلمة المرور؟» في صفحة تسجيل الدخول. وإذا كانت لديك دعوة، يمكنك أيضًا سؤال من دعاك.',
    },
  },
}

export const refusals: Refusals = {
  expired: 'انتهت صلاحية هذه الدعوة في {expires_on}. اطلب دعوة جديدة ممن دعاك.',
  expired_undated: 'انتهت صلاحية هذه الدعوة. اطلب دعوة جديدة ممن دعاك.',
  revoked: 'سُحبت هذه الدعوة. اطلب دعوة جديدة ممن دعاك.',
  not_your_address: 'أُرسلت هذه الدعوة إلى عنوان آخر. اطلب دعوة إلى العنوان الذي تسجّل الدخول به.',
  address_not_verified:
    'يرجى تأكيد عنوان بريدك الإلكتروني أولًا: افتح الرابط في الرسالة التي أرسلناها إليك، ثم سجّل الدخول مرة أخرى.',
  not_signed_in: 'لديك دعوة: يرجى تسجيل الدخول مرة أخرى لقبولها.',
  not_invited: 'تحتاج إلى دعوة. اطلب من شخص لديه حق الدخول أن يدعو العنوان الذي تسجّل الدخول به.',
  malformed: 'لا يمكن قراءة هذه الدعوة. اطلب دعوة جديدة ممن دعاك.',
}

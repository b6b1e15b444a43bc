/** What can go wrong with starting at login, in both languages. */
export const autostart = {
  en: {
    'autostart.unsupported': {
      what: 'Without the desktop app, Moorage can’t be started at login on this system.',
      hint: 'Set it in the desktop app.',
    },
  },
  'zh-CN': {
    'autostart.unsupported': {
      what: '在此系统上，没有桌面应用就无法在登录时启动 Moorage。',
      hint: '请在桌面应用中设置。',
    },
  },
} as const;

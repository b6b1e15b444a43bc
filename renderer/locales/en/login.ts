/** Texts of starting at login. */
export const login = {
  'settings.login': 'Login',
  'settings.startOnLogin': 'Start Moorage and the machine when you log in',
  'settings.startOnLogin.hint': 'Kept by the system, among the programs that it starts.',
  'settings.startOnLogin.unsupported': 'On this system only the desktop app can be started at login.',
  'settings.startHidden': 'Start hidden',
  'settings.startHidden.hint': 'At login nothing shows but the icon in the tray.',
  'settings.login.removed': 'It was switched off in the system itself.',
  'settings.login.added': 'It was switched on in the system itself.',
} as const;

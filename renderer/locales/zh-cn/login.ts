/** 登录时启动的文本。 */
import type { login as english } from '../en/login.ts';

export const login: Record<keyof typeof english, string> = {
  'settings.login': '登录',
  'settings.startOnLogin': '登录时启动 Moorage 和虚拟机',
  'settings.startOnLogin.hint': '由系统保存在其启动项中。',
  'settings.startOnLogin.unsupported': '在此系统上，只有桌面应用才能在登录时启动。',
  'settings.startHidden': '隐藏启动',
  'settings.startHidden.hint': '登录时只显示托盘图标。',
  'settings.login.removed': '它已在系统中被关闭。',
  'settings.login.added': '它已在系统中被打开。',
};

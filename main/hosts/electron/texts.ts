/** The words of tray, menu and dialogs. */
import type { Language } from '../../contract/errors.ts';
import type { Settings, VmState } from '../../contract/model.ts';

export interface ShellTexts {
  /** What is told of the VM; `away` while no core answers. */
  readonly state: Readonly<Record<VmState['kind'] | 'away' | 'problems', string>>;
  readonly start: string;
  readonly stop: string;
  readonly restart: string;
  readonly open: string;
  readonly copy: string;
  readonly quit: string;
  readonly crashed: { readonly what: string; readonly hint: string };
  readonly reload: string;
}

const english: ShellTexts = {
  state: {
    absent: 'No VM yet',
    stopped: 'Stopped',
    starting: 'Starting …',
    running: 'Running',
    stopping: 'Stopping …',
    failed: 'Failed',
    away: 'Not connected',
    problems: 'Running, with problems',
  },
  start: 'Start',
  stop: 'Stop',
  restart: 'Restart',
  open: 'Open Window',
  copy: 'Copy DOCKER_HOST',
  quit: 'Quit Moorage',
  crashed: {
    what: 'The window has crashed several times in a row.',
    hint: 'Your containers go on running. Load the window again, or see the log for what happened.',
  },
  reload: 'Load Again',
};

const simplifiedChinese: ShellTexts = {
  state: {
    absent: '还没有虚拟机',
    stopped: '已停止',
    starting: '正在启动……',
    running: '正在运行',
    stopping: '正在停止……',
    failed: '失败',
    away: '未连接',
    problems: '正在运行，但有问题',
  },
  start: '启动',
  stop: '停止',
  restart: '重新启动',
  open: '打开窗口',
  copy: '复制 DOCKER_HOST',
  quit: '退出 Moorage',
  crashed: {
    what: '窗口接连崩溃了好几次。',
    hint: '容器仍在运行。请重新加载窗口，或查看日志了解原因。',
  },
  reload: '重新加载',
};

const catalogues: Record<Language, ShellTexts> = { en: english, 'zh-CN': simplifiedChinese };

/** The texts of one language. */
export function shellTexts(language: Language): ShellTexts {
  return catalogues[language];
}

/** The language that the settings name, else the system's, by its locale. */
export function chosenLanguage(setting: Settings['language'], locale: string): Language {
  if (setting !== 'system') return setting;
  return /^zh/i.test(locale) ? 'zh-CN' : 'en';
}

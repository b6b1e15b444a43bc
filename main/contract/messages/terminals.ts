/** What can go wrong with terminals in containers, in both languages. */
export const terminals = {
  en: {
    'container.notRunning': {
      what: 'The container is not running, so there is nothing to connect to.',
      hint: 'Start it, then open the terminal again.',
    },
    'container.paused': {
      what: 'The container is paused: whatever joins it stands still with it.',
      hint: 'Resume it, then open the terminal again.',
    },
  },
  'zh-CN': {
    'container.notRunning': {
      what: '容器没有运行，无法连接。',
      hint: '请先启动容器，再重新打开终端。',
    },
    'container.paused': {
      what: '容器已暂停：加入其中的程序会一同停住。',
      hint: '请先恢复容器，再重新打开终端。',
    },
  },
} as const;

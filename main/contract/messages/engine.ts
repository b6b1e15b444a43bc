/** What can go wrong with the engine as a whole, in both languages. */
export const engine = {
  en: {
    'engine.noStart': {
      what: "The Docker Engine didn't start: {reason}.",
      hint: 'See its log; a restart of the machine starts it anew.',
    },
    'engine.noStop': {
      what: "The Docker Engine didn't stop: {reason}.",
      hint: 'Try again, or restart the machine.',
    },
  },
  'zh-CN': {
    'engine.noStart': {
      what: 'Docker 引擎没有启动：{reason}。',
      hint: '请查看其日志；重启虚拟机会重新启动引擎。',
    },
    'engine.noStop': { what: 'Docker 引擎没有停止：{reason}。', hint: '请重试，或重启虚拟机。' },
  },
} as const;

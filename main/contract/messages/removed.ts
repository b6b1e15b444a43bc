/** What can go wrong when a removal is to be undone, in both languages. */
export const removed = {
  en: {
    'removal.autoRemove': {
      what: '{name} was started with --rm: it is gone as soon as it stops.',
      hint: 'It can only be removed for good.',
    },
    'removal.imageUsed': {
      what: 'Containers use {name}.',
      hint: 'It can only be removed for good, and what is still used stays in the engine without a name.',
    },
    'removal.notHeld': {
      what: 'The removal of {name} could not be undone.',
      hint: 'It can only be removed for good.',
    },
    'removal.usedAgain': {
      what: '{name} was not removed, because it is in use again.',
      hint: 'It is back in its list. Remove it there once it is not in use.',
    },
    'undo.nameTaken': {
      what: 'The name {name} belongs to something else by now.',
      hint: 'Rename or remove that one, then undo again. Until then nothing is removed.',
    },
    'undo.gone': {
      what: 'There is nothing left that could be put back.',
      hint: 'It was removed in the meantime, here or with docker.',
    },
    'undo.full': {
      what: 'Too many removals wait to be undone.',
      hint: 'Remove some of them for good, on the page History under “Recently removed”.',
    },
  },
  'zh-CN': {
    'removal.autoRemove': {
      what: '{name} 以 --rm 启动：一旦停止就会消失。',
      hint: '只能永久删除。',
    },
    'removal.imageUsed': {
      what: '有容器在使用 {name}。',
      hint: '只能永久删除；仍被使用的部分会以无名称的形式留在引擎中。',
    },
    'removal.notHeld': {
      what: '删除 {name} 后将无法撤销。',
      hint: '只能永久删除。',
    },
    'removal.usedAgain': {
      what: '{name} 未被删除，因为它又被使用了。',
      hint: '它已回到列表中。不再使用时可在那里删除。',
    },
    'undo.nameTaken': {
      what: '名称 {name} 现在已被其他对象占用。',
      hint: '请重命名或删除占用该名称的对象，然后再次撤销。在此之前不会删除任何内容。',
    },
    'undo.gone': {
      what: '已没有可以恢复的内容。',
      hint: '它在此期间已被删除（在这里或通过 docker）。',
    },
    'undo.full': {
      what: '等待撤销的删除过多。',
      hint: '请在“历史”页面的“最近删除”中永久删除其中一些。',
    },
  },
} as const;

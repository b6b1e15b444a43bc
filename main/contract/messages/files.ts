/** What can go wrong with files of this computer, in both languages. */
export const files = {
  en: {
    'file.exists': {
      what: 'There is a file {path} already.',
      hint: 'Choose another name, or allow it to be replaced.',
    },
    'file.missing': {
      what: "The file {path}, or the folder it is in, isn't there.",
      hint: 'Check the path.',
    },
    'file.notWritable': {
      what: "The file {path} can't be used: {reason}.",
      hint: 'Choose another place, or change its permissions.',
    },
    'file.diskFull': {
      what: 'The disk is full: {path} was not written.',
      hint: 'Free some space, or choose another disk.',
    },
  },
  'zh-CN': {
    'file.exists': { what: '文件 {path} 已存在。', hint: '请换一个名称，或允许覆盖。' },
    'file.missing': { what: '文件 {path} 或其所在的文件夹不存在。', hint: '请检查路径。' },
    'file.notWritable': { what: '无法使用文件 {path}：{reason}。', hint: '请换一个位置，或修改其权限。' },
    'file.diskFull': { what: '磁盘已满：{path} 未写入。', hint: '请腾出一些空间，或换一个磁盘。' },
  },
} as const;

/** What can be wrong with a pasted `docker run` command, in both languages. */
export const run = {
  en: {
    'run.notRun': {
      what: "This isn't a docker run or docker create command; it begins with “{word}”.",
      hint: 'Paste a command such as: docker run -p 8080:80 nginx:alpine',
    },
    'run.tooLong': { what: 'This is too long for one command.', hint: 'Paste the docker run command only.' },
    'run.openQuote': { what: 'A quote is not closed.', hint: 'Paste the command whole.' },
    'run.shell': {
      what: 'Only a shell can work out “{word}”.',
      hint: 'Replace it with the value that it stands for, or put it in single quotes; leave further commands away.',
    },
    'run.unknownOption': {
      what: 'The option {word} is not one that the form has.',
      hint: 'Leave it out, or run the command in a terminal.',
    },
    'run.noValue': { what: 'The option {word} has no value.', hint: 'Paste the command whole.' },
    'run.badValue': {
      what: '“{value}” is not a value for {word}.',
      hint: 'Correct it. Paths of this computer begin at the root, because there is no current folder here.',
    },
    'run.envFromShell': {
      what: '{word} takes the value of {name} from your shell, which is not known here.',
      hint: 'Write {name}=VALUE instead.',
    },
    'run.noImage': { what: 'The command names no image.', hint: 'Paste the command whole.' },
  },
  'zh-CN': {
    'run.notRun': {
      what: '这不是 docker run 或 docker create 命令：它以“{word}”开头。',
      hint: '请粘贴这样的命令：docker run -p 8080:80 nginx:alpine',
    },
    'run.tooLong': { what: '内容太长，不像一条命令。', hint: '请只粘贴 docker run 命令。' },
    'run.openQuote': { what: '引号没有闭合。', hint: '请粘贴完整的命令。' },
    'run.shell': {
      what: '“{word}”只有 shell 才能解释。',
      hint: '请换成它所代表的值，或放进单引号；不要带上其他命令。',
    },
    'run.unknownOption': { what: '表单不支持选项 {word}。', hint: '请去掉它，或在终端中运行该命令。' },
    'run.noValue': { what: '选项 {word} 没有值。', hint: '请粘贴完整的命令。' },
    'run.badValue': {
      what: '“{value}”不是 {word} 的有效值。',
      hint: '请更正。本机路径须从根目录写起，因为这里没有当前文件夹。',
    },
    'run.envFromShell': {
      what: '{word} 要从您的 shell 取 {name} 的值，而这里不知道它。',
      hint: '请改写为 {name}=值。',
    },
    'run.noImage': { what: '命令没有指明镜像。', hint: '请粘贴完整的命令。' },
  },
} as const;

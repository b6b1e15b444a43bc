/** What can go wrong with compose projects, in both languages. */
export const compose = {
  en: {
    'compose.noProgram': {
      what: "There is no docker compose on this computer, and the VM's own can't be used: {reason}.",
      hint: 'Install the docker program with its compose plugin, then try again.',
    },
    'compose.failed': {
      what: 'docker compose ended with exit code {code}: {message}',
      hint: 'The lines above say what it did. What was made so far stays: “up” goes on from there, “down” takes it away.',
    },
    'compose.notStarted': {
      what: "{program} can't be started: {reason}.",
      hint: 'Check that the program is whole and may be run.',
    },
    'compose.notNamed': {
      what: 'No container of the project {project} names {path} as its file.',
      hint: 'The project may have been made anew from another file. Look at it again.',
    },
    'compose.notCompose': {
      what: "{path} isn't shown: it doesn't look like a compose file.",
      hint: 'Only YAML files of at most 256 KiB that describe services and nothing else are shown, because any container can name any file.',
    },
  },
  'zh-CN': {
    'compose.noProgram': {
      what: '这台电脑上没有 docker compose，也无法使用虚拟机自带的：{reason}。',
      hint: '请安装带 compose 插件的 docker 程序，然后重试。',
    },
    'compose.failed': {
      what: 'docker compose 以退出码 {code} 结束：{message}',
      hint: '上面的输出说明了它做了什么。已创建的内容会保留：“up” 会接着做，“down” 会将其移除。',
    },
    'compose.notStarted': {
      what: '无法启动 {program}：{reason}。',
      hint: '请检查该程序是否完整且可以运行。',
    },
    'compose.notNamed': {
      what: '项目 {project} 中没有容器把 {path} 标为其文件。',
      hint: '该项目可能已用另一个文件重新创建，请重新查看。',
    },
    'compose.notCompose': {
      what: '{path} 看起来不是 compose 文件，因此不显示。',
      hint: '任何容器都可以写上任意文件名，所以只显示不超过 256 KiB、且只描述服务的 YAML 文件。',
    },
  },
} as const;

/** What can be wrong with the engine's configuration, in both languages. */
export const daemonConfig = {
  en: {
    'daemonConfig.syntax': {
      what: 'Line {line}, column {column}: {found} is not expected here.',
      hint: 'Keys and texts are in double quotes, with commas between members and none after the last; JSON has no comments.',
    },
    'daemonConfig.unfinished': {
      what: 'Line {line}, column {column}: the text ends too early.',
      hint: 'Look for a quotation mark or a bracket that is not closed.',
    },
    'daemonConfig.notObject': {
      what: 'Line {line}, column {column}: the configuration is not an object.',
      hint: 'It begins with { and ends with }.',
    },
    'daemonConfig.doubled': {
      what: 'Line {line}, column {column}: "{key}" is there twice.',
      hint: 'Remove one of the two.',
    },
    'daemonConfig.unknownKey': {
      what: 'Line {line}, column {column}: the engine knows no "{key}".',
      hint: 'Did you mean "{suggestion}"?',
    },
    'daemonConfig.strangeKey': {
      what: 'Line {line}, column {column}: the engine knows no "{key}".',
      hint: 'See Docker’s documentation of the daemon configuration file.',
    },
    'daemonConfig.type': {
      what: 'Line {line}, column {column}: the value of "{key}" is not what the engine takes.',
      hint: 'It is of this form: {expected}',
    },
    'daemonConfig.mirror': {
      what: 'Line {line}, column {column}: {value} is not the address of a mirror.',
      hint: 'It begins with http:// or https:// and has no user, query or fragment.',
    },
    'daemonConfig.insecure': {
      what: 'Line {line}, column {column}: {value} is not a registry.',
      hint: 'Write HOST, HOST:PORT or a network such as 10.0.0.0/8, without http://.',
    },
    'daemonConfig.ownPlace': {
      what: 'Line {line}, column {column}: "{key}" is set by Moorage, which keeps the engine’s data and processes in their places.',
      hint: 'Remove it.',
    },
    'daemonConfig.ownSocket': {
      what: 'Line {line}, column {column}: "{key}" is set by Moorage, which alone decides who reaches the engine.',
      hint: 'Remove it.',
    },
    'daemonConfig.ownLiveRestore': {
      what: 'Line {line}, column {column}: "{key}" is set by Moorage: with it containers go on while the engine restarts.',
      hint: 'Remove it.',
    },
    'daemonConfig.ownNetwork': {
      what: 'Line {line}, column {column}: "{key}" is set by Moorage: published ports and the way to this computer rest on it.',
      hint: 'Remove it.',
    },
    'daemonConfig.refused': {
      what: 'The engine refuses this configuration: {reason}.',
      hint: 'Nothing was changed. Correct it and try again.',
    },
    'daemonConfig.rolledBack': {
      what: 'The engine did not start with this configuration and runs with the one before again: {reason}.',
      hint: 'Correct it and try again.',
    },
    'daemonConfig.notUsed': {
      what: 'The engine does not run with your configuration, as it did not start with it: {reason}.',
      hint: 'Correct it on the Engine page under Configuration, or reset it.',
    },
    'daemonConfig.fileBad': {
      what: 'Your configuration of the engine in {path} can’t be used: {reason}',
      hint: 'Correct it on the Engine page under Configuration, or reset it.',
    },
    'daemonConfig.guest': {
      what: 'The VM could not change the engine’s configuration: {reason}.',
      hint: 'Try again, or restart the machine.',
    },
  },
  'zh-CN': {
    'daemonConfig.syntax': {
      what: '第 {line} 行第 {column} 列：此处不应出现 {found}。',
      hint: '键和文本要用双引号括起，成员之间用逗号分隔，最后一个之后没有逗号；JSON 不支持注释。',
    },
    'daemonConfig.unfinished': {
      what: '第 {line} 行第 {column} 列：文本提前结束。',
      hint: '请检查是否有未闭合的引号或括号。',
    },
    'daemonConfig.notObject': {
      what: '第 {line} 行第 {column} 列：配置不是一个对象。',
      hint: '它应以 { 开头，以 } 结尾。',
    },
    'daemonConfig.doubled': {
      what: '第 {line} 行第 {column} 列：“{key}”出现了两次。',
      hint: '请删除其中一个。',
    },
    'daemonConfig.unknownKey': {
      what: '第 {line} 行第 {column} 列：引擎不认识“{key}”。',
      hint: '您是否想写“{suggestion}”？',
    },
    'daemonConfig.strangeKey': {
      what: '第 {line} 行第 {column} 列：引擎不认识“{key}”。',
      hint: '请参阅 Docker 的守护进程配置文件文档。',
    },
    'daemonConfig.type': {
      what: '第 {line} 行第 {column} 列：引擎不接受“{key}”的这个值。',
      hint: '它的形式应为：{expected}',
    },
    'daemonConfig.mirror': {
      what: '第 {line} 行第 {column} 列：{value} 不是镜像加速器的地址。',
      hint: '地址以 http:// 或 https:// 开头，不含用户名、查询或片段。',
    },
    'daemonConfig.insecure': {
      what: '第 {line} 行第 {column} 列：{value} 不是一个镜像仓库。',
      hint: '请写主机、主机:端口，或 10.0.0.0/8 这样的网段，不要带 http://。',
    },
    'daemonConfig.ownPlace': {
      what: '第 {line} 行第 {column} 列：“{key}”由 Moorage 设定，引擎的数据和进程的位置由它管理。',
      hint: '请删除它。',
    },
    'daemonConfig.ownSocket': {
      what: '第 {line} 行第 {column} 列：“{key}”由 Moorage 设定，谁能访问引擎只由它决定。',
      hint: '请删除它。',
    },
    'daemonConfig.ownLiveRestore': {
      what: '第 {line} 行第 {column} 列：“{key}”由 Moorage 设定：有了它，引擎重启时容器会继续运行。',
      hint: '请删除它。',
    },
    'daemonConfig.ownNetwork': {
      what: '第 {line} 行第 {column} 列：“{key}”由 Moorage 设定：端口发布和访问本机都依赖它。',
      hint: '请删除它。',
    },
    'daemonConfig.refused': {
      what: '引擎拒绝了此配置：{reason}。',
      hint: '没有做任何更改。请更正后重试。',
    },
    'daemonConfig.rolledBack': {
      what: '引擎无法用此配置启动，已恢复为之前的配置运行：{reason}。',
      hint: '请更正后重试。',
    },
    'daemonConfig.notUsed': {
      what: '引擎无法用您的配置启动，因此没有使用它：{reason}。',
      hint: '请在“引擎”页的“配置”中更正或重置。',
    },
    'daemonConfig.fileBad': {
      what: '无法使用 {path} 中的引擎配置：{reason}',
      hint: '请在“引擎”页的“配置”中更正或重置。',
    },
    'daemonConfig.guest': {
      what: '虚拟机无法更改引擎的配置：{reason}。',
      hint: '请重试，或重启虚拟机。',
    },
  },
} as const;

/** What can go wrong with the program itself: its folder, its settings, its command line and its windows, in both languages. */
export const program = {
  en: {
    'home.pathTooLong': {
      what: 'The folder {path} is too long a path: its sockets would need {length} bytes and the system allows {limit}.',
      hint: 'Set MOORAGE_HOME to a shorter path.',
    },
    'home.notAbsolute': {
      what: 'MOORAGE_HOME is {path}, which is not a whole path.',
      hint: 'Set it to a path from the root on.',
    },
    'home.notWritable': {
      what: "Moorage can't write to its folder {path}: {reason}.",
      hint: 'Make the folder writable, or set MOORAGE_HOME to one that is.',
    },
    'home.unsafe': {
      what: 'The folder {path} belongs to another user.',
      hint: 'Set MOORAGE_HOME to a folder of your own.',
    },
    'home.diskFull': {
      what: 'The disk that holds {path} is full.',
      hint: 'Free some space on it, then try again; nothing was lost.',
    },
    'config.notJson': {
      what: "The settings file {path} isn't valid: {reason}.",
      hint: 'Mend it with `moorage config edit`, or delete it to go back to the defaults.',
    },
    'config.unknownKey': {
      what: 'There is no setting called {key}.',
      hint: 'Known settings: {known}.',
    },
    'config.invalid': {
      what: "{value} isn't a valid value for {key}.",
      hint: 'Use {expected}.',
    },
    'config.tooMuchMemory': {
      what: '{value} is more memory than this computer has ({available}).',
      hint: 'Choose at most {available}.',
    },
    'config.tooManyCpus': {
      what: '{value} is more CPUs than this computer has ({available}).',
      hint: 'Choose at most {available}.',
    },
    'config.diskShrink': {
      what: 'The data disk has {present} GiB and cannot become smaller ({value} GiB was asked for).',
      hint: 'Choose {present} or more, or delete the VM first with `moorage delete`.',
    },
    'link.closed': {
      what: 'The connection to Moorage was closed.',
      hint: 'Start it again with `moorage start`.',
    },
    'link.protocol': {
      what: "Moorage answered something that this version doesn't understand.",
      hint: 'Stop it with the version that started it, then start this one.',
    },
    'link.invalidInput': {
      what: '{entry} was asked with invalid input: {reason}.',
      hint: 'Check the values and try again.',
    },
    'link.busy': {
      what: 'Moorage is asked too many things at once (over {limit}).',
      hint: 'Wait until some of them are done, then try again.',
    },
    'link.tooLarge': {
      what: 'A message of {size} bytes is too large to be sent; {limit} are allowed.',
      hint: 'Ask for less at once.',
    },
    'core.notRunning': {
      what: "Moorage isn't running.",
      hint: 'Start it with `moorage start`.',
    },
    'core.alreadyRunning': {
      what: 'Moorage is already running: it answers on {path}.',
      hint: 'Use it (`moorage window` tells the address of its window), or stop it first with `moorage stop`.',
    },
    'core.startFailed': {
      what: "Moorage didn't start in the background: {reason}.",
      hint: 'See `moorage logs app`.',
    },
    'core.unresponsive': {
      what: "Moorage doesn't answer within {seconds} seconds.",
      hint: 'Wait a moment; if it stays so, end the process that {lock} names and run `moorage start`: the VM itself goes on running.',
    },
    'core.otherDriver': {
      what: 'The VM runs with the driver {present}, not {wanted}.',
      hint: 'Stop it first with `moorage stop`.',
    },
    'window.notBuilt': {
      what: "The window hasn't been built.",
      hint: 'Stop Moorage, run `npm start` once to build it, then load this page again.',
    },
    'window.signedOut': {
      what: 'This browser may not open the window: its address was used before, or is too old.',
      hint: 'Run `moorage window` for a fresh address.',
    },
    'window.none': {
      what: 'The Moorage that runs serves no window to browsers.',
      hint: 'Use the window that it has of its own.',
    },
    'window.noBrowser': {
      what: 'No browser can be opened with {program}: {reason}.',
      hint: 'Open the address by hand.',
    },
    'cli.editor': {
      what: "The editor {editor} can't be run: {reason}.",
      hint: 'Set VISUAL or EDITOR to the one that you use.',
    },
    'cli.usage': {
      what: '{problem}',
      hint: 'See `{command} --help`.',
    },
    'cli.needsYes': {
      what: '{command} deletes every image, container and volume.',
      hint: 'Run it with --yes if that is what you want.',
    },
  },
  'zh-CN': {
    'home.pathTooLong': {
      what: '文件夹路径 {path} 太长：其中的套接字需要 {length} 字节，而系统只允许 {limit} 字节。',
      hint: '请把 MOORAGE_HOME 设为更短的路径。',
    },
    'home.notAbsolute': {
      what: 'MOORAGE_HOME 为 {path}，不是完整的路径。',
      hint: '请把它设为从根开始的路径。',
    },
    'home.notWritable': {
      what: 'Moorage 无法写入自己的文件夹 {path}：{reason}。',
      hint: '请让该文件夹可写，或把 MOORAGE_HOME 设为一个可写的文件夹。',
    },
    'home.unsafe': {
      what: '文件夹 {path} 属于另一个用户。',
      hint: '请把 MOORAGE_HOME 设为您自己的文件夹。',
    },
    'home.diskFull': {
      what: '{path} 所在的磁盘已满。',
      hint: '请腾出一些空间后重试；没有丢失任何数据。',
    },
    'config.notJson': {
      what: '设置文件 {path} 无效：{reason}。',
      hint: '用 `moorage config edit` 修正，或删除它以恢复默认设置。',
    },
    'config.unknownKey': { what: '没有名为 {key} 的设置。', hint: '已知的设置：{known}。' },
    'config.invalid': { what: '{value} 不是 {key} 的有效值。', hint: '请使用 {expected}。' },
    'config.tooMuchMemory': {
      what: '{value} 超过了这台电脑的内存（{available}）。',
      hint: '最多可选 {available}。',
    },
    'config.tooManyCpus': {
      what: '{value} 超过了这台电脑的 CPU 数量（{available}）。',
      hint: '最多可选 {available}。',
    },
    'config.diskShrink': {
      what: '数据盘现为 {present} GiB，不能缩小（要求的是 {value} GiB）。',
      hint: '请选择 {present} 或更大，或先用 `moorage delete` 删除虚拟机。',
    },
    'link.closed': { what: '与 Moorage 的连接已关闭。', hint: '用 `moorage start` 重新启动它。' },
    'link.protocol': {
      what: 'Moorage 的应答是此版本不认识的。',
      hint: '请用启动它的版本停止它，再启动此版本。',
    },
    'link.invalidInput': { what: '{entry} 的输入无效：{reason}。', hint: '请检查后重试。' },
    'link.busy': {
      what: '同时向 Moorage 提出的请求太多（超过 {limit} 个）。',
      hint: '请等其中一些完成后再试。',
    },
    'link.tooLarge': {
      what: '消息有 {size} 字节，太大而无法发送；上限为 {limit} 字节。',
      hint: '请一次少要一些。',
    },
    'core.notRunning': { what: 'Moorage 没有运行。', hint: '用 `moorage start` 启动它。' },
    'core.alreadyRunning': {
      what: 'Moorage 已在运行：它在 {path} 上应答。',
      hint: '请直接使用它（`moorage window` 会给出其窗口的地址），或先用 `moorage stop` 停止它。',
    },
    'core.startFailed': { what: 'Moorage 未能在后台启动：{reason}。', hint: '请查看 `moorage logs app`。' },
    'core.unresponsive': {
      what: 'Moorage 在 {seconds} 秒内没有应答。',
      hint: '请稍候；若一直如此，请结束 {lock} 所载的进程，再运行 `moorage start`：虚拟机本身会继续运行。',
    },
    'core.otherDriver': {
      what: '虚拟机正以驱动 {present} 运行，而不是 {wanted}。',
      hint: '请先用 `moorage stop` 停止它。',
    },
    'window.notBuilt': {
      what: '窗口尚未构建。',
      hint: '请停止 Moorage，运行一次 `npm start` 来构建它，然后重新加载此页面。',
    },
    'window.signedOut': {
      what: '此浏览器不能打开窗口：其地址已被用过，或已过期。',
      hint: '请运行 `moorage window` 获取新的地址。',
    },
    'window.none': {
      what: '正在运行的 Moorage 不向浏览器提供窗口。',
      hint: '请使用它自己的窗口。',
    },
    'window.noBrowser': {
      what: '无法用 {program} 打开浏览器：{reason}。',
      hint: '请自行打开该地址。',
    },
    'cli.editor': {
      what: '无法运行编辑器 {editor}：{reason}。',
      hint: '请把 VISUAL 或 EDITOR 设为您使用的编辑器。',
    },
    'cli.usage': { what: '{problem}', hint: '请看 `{command} --help`。' },
    'cli.needsYes': {
      what: '{command} 会删除所有镜像、容器和卷。',
      hint: '若确实需要，请加上 --yes 再运行。',
    },
  },
} as const;

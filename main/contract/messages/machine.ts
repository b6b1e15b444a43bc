/** What can go wrong with the VM, in both languages. */
export const machine = {
  en: {
    'vm.noAcceleration': {
      what: "This computer's hardware virtualization can't be used ({reason}).",
      hint: 'Turn on virtualization in the firmware settings; until then the VM runs in software and is slow.',
    },
    'vm.driverUnavailable': {
      what: "The driver {driver} can't run here: {reason}.",
      hint: 'Choose another with `moorage start --driver NAME`.',
    },
    'vm.imageMissing': {
      what: 'The VM image is not there yet ({path}).',
      hint: 'Run `npm start` once: it builds or fetches the image.',
    },
    'vm.imageDamaged': {
      what: 'The VM image {path} is damaged: {reason}.',
      hint: 'It will be made again at the next `npm start`. Your containers and volumes are on another disk and untouched.',
    },
    'vm.dataDiskDamaged': {
      what: "The VM's data disk can't be used: {reason}.",
      hint: 'It was left as it is. Make a copy of {path} before anything else; `moorage delete` starts afresh.',
    },
    'vm.diskFull': {
      what: "The disk that holds the VM's data ({path}) is full; the VM is paused.",
      hint: 'Free some space; the VM goes on by itself and nothing is lost.',
    },
    'vm.stepTimeout': {
      what: 'Starting the VM got stuck at "{step}" for {seconds} seconds.',
      hint: 'Try again; if it comes back, see `moorage logs vm`.',
    },
    'vm.exited': {
      what: 'The VM ended by itself ({reason}).',
      hint: 'Start it again; if it comes back, see `moorage logs vm`.',
    },
    'vm.notRunning': {
      what: "The VM isn't running.",
      hint: 'Start it with `moorage start`.',
    },
    'vm.busy': {
      what: 'The VM is busy: {state}.',
      hint: 'Wait until that is done, or stop it first.',
    },
    'guest.unreachable': {
      what: "The VM runs but can't be reached ({reason}).",
      hint: 'Wait a moment and try again, or restart the VM with `moorage restart`.',
    },
    'guest.hostKey': {
      what: 'The VM showed another key than the one it was given; the connection was refused.',
      hint: 'Restart the VM with `moorage restart`; if it comes back, delete it and report this.',
    },
    'guest.command': {
      what: 'A command in the VM failed ({command}, exit code {exitCode}): {reason}.',
      hint: 'Try again; if it comes back, see `moorage logs engine`.',
    },
    'guest.refused': {
      what: 'Nothing answers at {target} in the VM.',
      hint: 'Check that what should listen there is running.',
    },
    'guest.tooLarge': {
      what: 'The VM sent more than was asked for ({what}, over {limit} bytes).',
      hint: 'Try again; if it comes back, restart the VM with `moorage restart`.',
    },
  },
  'zh-CN': {
    'vm.noAcceleration': {
      what: '这台电脑的硬件虚拟化无法使用（{reason}）。',
      hint: '请在固件设置中开启虚拟化；在此之前虚拟机以软件方式运行，速度较慢。',
    },
    'vm.driverUnavailable': {
      what: '驱动 {driver} 不能在这里运行：{reason}。',
      hint: '用 `moorage start --driver 名称` 选择另一个。',
    },
    'vm.imageMissing': {
      what: '虚拟机镜像还不存在（{path}）。',
      hint: '请运行一次 `npm start`：它会构建或下载镜像。',
    },
    'vm.imageDamaged': {
      what: '虚拟机镜像 {path} 已损坏：{reason}。',
      hint: '下次 `npm start` 会重新生成。您的容器和卷在另一块磁盘上，未受影响。',
    },
    'vm.dataDiskDamaged': {
      what: '虚拟机的数据盘无法使用：{reason}。',
      hint: '它保持原样。请先备份 {path}；`moorage delete` 会重新开始。',
    },
    'vm.diskFull': {
      what: '存放虚拟机数据的磁盘（{path}）已满；虚拟机已暂停。',
      hint: '请腾出空间；虚拟机会自动继续，不会丢失数据。',
    },
    'vm.stepTimeout': {
      what: '启动虚拟机时卡在“{step}”达 {seconds} 秒。',
      hint: '请重试；若再次出现，请查看 `moorage logs vm`。',
    },
    'vm.exited': {
      what: '虚拟机自行结束（{reason}）。',
      hint: '请重新启动；若再次出现，请查看 `moorage logs vm`。',
    },
    'vm.notRunning': { what: '虚拟机没有运行。', hint: '用 `moorage start` 启动它。' },
    'vm.busy': { what: '虚拟机正忙：{state}。', hint: '请等待完成，或先停止它。' },
    'guest.unreachable': {
      what: '虚拟机在运行，但无法连接（{reason}）。',
      hint: '请稍候再试，或用 `moorage restart` 重启虚拟机。',
    },
    'guest.hostKey': {
      what: '虚拟机出示的密钥与交给它的不同；连接已被拒绝。',
      hint: '请用 `moorage restart` 重启虚拟机；若再次出现，请删除它并报告此问题。',
    },
    'guest.command': {
      what: '虚拟机中的命令失败（{command}，退出码 {exitCode}）：{reason}。',
      hint: '请重试；若再次出现，请查看 `moorage logs engine`。',
    },
    'guest.refused': { what: '虚拟机中的 {target} 没有应答。', hint: '请确认应在那里监听的程序正在运行。' },
    'guest.tooLarge': {
      what: '虚拟机发来的内容超出要求（{what}，超过 {limit} 字节）。',
      hint: '请重试；若再次出现，请用 `moorage restart` 重启虚拟机。',
    },
  },
} as const;

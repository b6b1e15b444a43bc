/**
 * What the guest is made of: the one place to change when it should have more, or less. Programs bring the libraries
 * that they need with them, modules the modules that they depend on, packages their licences.
 */
import type { Architecture } from '../main/core/vm/driver.ts';

/** A disk's content: programs and folders of Debian packages. */
export interface DiskRecipe {
  /** Packages to take files from. What they depend on is fetched only where a library is needed. */
  readonly packages: readonly string[];
  /** Programs, by their path in the packages. */
  readonly programs: readonly string[];
  /** Folders and files taken as they are. */
  readonly data: readonly string[];
}

export interface ImageRecipe {
  /** Raised when the builder itself changes what comes out. */
  readonly format: number;
  /** In order of preference. */
  readonly suites: readonly string[];
  /** Packages that must come from a certain suite. */
  readonly pins: Readonly<Record<string, string>>;
  /** Packages never fetched: what only maintainer scripts and interactive use would want. */
  readonly exclude: readonly string[];
  readonly root: DiskRecipe;
  /** Docker's client-side programs, on a disk of their own: no boot reads them. */
  readonly tools: DiskRecipe;
  /** Kernel modules that the initial file system loads, in this order. */
  readonly initialModules: readonly string[];
  /** Kernel modules on the root. Ones that this kernel has built in, or hasn't at all, are passed over. */
  readonly modules: readonly string[];
}

const words = (text: string) => text.trim().split(/\s+/);

/** The package that the kernel's image and modules come from. Not the cloud flavour: it lacks 9p and USB. */
export function kernelPackage(arch: Architecture): string {
  return arch === 'x86_64' ? 'linux-image-amd64' : 'linux-image-arm64';
}

export const imageRecipe: ImageRecipe = {
  format: 1,
  suites: ['trixie', 'forky'],
  pins: {
    'docker.io': 'forky',
    containerd: 'forky',
    runc: 'forky',
    'tini-static': 'forky',
    'docker-cli': 'forky',
    'docker-buildx': 'forky',
    'docker-compose': 'forky',
  },
  // Packages are unpacked, not installed: no maintainer script runs, so nothing that only those need is fetched.
  exclude: words(`
    adduser debconf debconf-2.0 systemd systemd-standalone-sysusers systemd-sysusers sysvinit-utils sysuser-helper
    runit-helper init-system-helpers initramfs-tools linux-initramfs-tool linux-base linux-base-amd64 linux-base-arm64
    procps ucf lsb-base libpam-modules libpam-runtime openssh-sftp-server openssh-common netbase
    kmod dpkg perl perl-base perl:any logsave mount openssl-provider-legacy libc-bin libc-gconv-modules-extra
    libpam-modules-bin dbus libdevmapper1.02.1 openssl libtirpc-common libtext-charwidth-perl libtext-wrapi18n-perl
    cdebconf krb5-locales libpcre2-posix3 sensible-utils
  `),
  root: {
    packages: words(`
      busybox-static docker.io containerd runc tini-static iptables runit openssh-server e2fsprogs apparmor
      ca-certificates base-files dnsmasq-base luajit
    `),
    programs: words(`
      usr/bin/busybox
      usr/sbin/dockerd usr/bin/tini-static usr/bin/containerd usr/bin/containerd-shim-runc-v2 usr/sbin/runc
      usr/sbin/xtables-nft-multi
      usr/sbin/runit usr/sbin/runit-init usr/bin/runsvdir usr/bin/runsv usr/bin/sv usr/bin/svlogd usr/bin/chpst
      usr/sbin/sshd usr/lib/openssh/sshd-session usr/lib/openssh/sshd-auth
      usr/sbin/mke2fs usr/sbin/e2fsck usr/sbin/resize2fs
      usr/sbin/apparmor_parser
      usr/sbin/dnsmasq
      usr/bin/luajit
    `),
    data: ['usr/lib/TRIPLET/xtables'],
  },
  tools: {
    packages: ['docker-cli', 'docker-buildx', 'docker-compose'],
    programs: words('usr/bin/docker usr/libexec/docker/cli-plugins/docker-buildx usr/bin/docker-compose'),
    data: [],
  },
  initialModules: words('virtio_pci virtio_blk crc32c_generic crc32c_intel erofs virtio_net ext4'),
  modules: words(`
    ext4 virtio_pci virtio_blk virtio_net virtio_scsi virtio_balloon virtio_rng virtio_console erofs overlay loop
    bridge br_netfilter veth macvlan ipvlan vxlan dummy tun 8021q
    nf_nat nf_conntrack nf_conntrack_netlink nf_tables nft_compat nft_chain_nat nft_ct nft_nat nft_masq nft_redir
    nft_reject nft_reject_inet nft_log nft_limit nft_hash nft_fib nft_fib_inet nft_fib_ipv4 nft_fib_ipv6
    xt_conntrack xt_MASQUERADE xt_addrtype xt_nat xt_tcpudp xt_multiport xt_mark xt_comment xt_set xt_state
    xt_REDIRECT xt_LOG xt_limit xt_u32 xt_bpf xt_policy xt_connmark xt_TCPMSS xt_statistic xt_recent xt_owner
    xt_physdev ipt_REJECT ip6t_REJECT ip_tables ip6_tables iptable_nat iptable_filter iptable_mangle iptable_raw
    ip6table_nat ip6table_filter ip6table_mangle ip6table_raw
    ip_set ip_set_hash_ip ip_set_hash_net ip_set_bitmap_port ip_vs ip_vs_rr esp4 xfrm_user wireguard
    sch_fq_codel sch_ingress sch_netem cls_u32 act_mirred tcp_bbr binfmt_misc
    9p 9pnet 9pnet_virtio virtiofs fuse nfs dm_mod btrfs xfs vfat isofs nls_cp437 nls_iso8859_1 nls_utf8
    usbcore xhci_pci xhci_hcd usb_storage uas usbhid usbserial cdc_acm ftdi_sio cp210x ch341 pl2303 evdev button sg
    usbip_core vhci_hcd vsock vmw_vsock_virtio_transport hv_vmbus hv_storvsc hv_netvsc hv_sock hv_utils hv_balloon
    zram
  `),
};

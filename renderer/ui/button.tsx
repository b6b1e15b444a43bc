/** Buttons. An icon alone always has a name, which is also its tooltip. */
import type { LucideIcon } from 'lucide-react';
import type { ButtonHTMLAttributes, ReactNode } from 'react';

type Kind = 'plain' | 'primary' | 'danger' | 'quiet';

interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  readonly kind?: Kind;
  readonly icon?: LucideIcon;
  readonly children: ReactNode;
}

export function Button({ kind = 'plain', icon: Icon, children, className = '', ...rest }: ButtonProps) {
  return (
    <button type="button" className={`button button--${kind} ${className}`} {...rest}>
      {Icon !== undefined && <Icon size={15} aria-hidden />}
      {children}
    </button>
  );
}

interface IconButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  readonly icon: LucideIcon;
  readonly label: string;
}

export function IconButton({ icon: Icon, label, className = '', ...rest }: IconButtonProps) {
  return (
    <button
      type="button"
      className={`button button--quiet button--icon ${className}`}
      aria-label={label}
      title={label}
      {...rest}
    >
      <Icon size={16} aria-hidden />
    </button>
  );
}

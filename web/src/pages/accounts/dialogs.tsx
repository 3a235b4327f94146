import { type Portfolio, positionsOf } from "../../api/portfolio";
import { AccountDialog } from "./account_dialog";
import { DeleteAccount } from "./delete_account";
import { NewPosition } from "./new_position";
import { PositionDialog } from "./position_dialog";

/** Kept while signing in again, so it names things by their ids. */
export type AccountsDialog =
  | { readonly kind: "new_account" }
  | { readonly kind: "account" | "delete_account" | "new_position"; readonly account: string }
  | { readonly kind: "position"; readonly position: string };

interface DialogsProps {
  readonly dialog: AccountsDialog;
  readonly portfolio: Portfolio;
  readonly onClose: () => void;
}

export function Dialogs({ dialog, portfolio, onClose }: DialogsProps) {
  if (dialog.kind === "new_account") return <AccountDialog onClose={onClose} />;
  if (dialog.kind === "position") {
    const position = positionsOf(portfolio).find(({ id }) => id === dialog.position);
    return position ? <PositionDialog held={position} onClose={onClose} /> : null;
  }
  const account = portfolio.accounts.find(({ id }) => id === dialog.account);
  if (!account) return null;
  if (dialog.kind === "account") return <AccountDialog held={account} onClose={onClose} />;
  if (dialog.kind === "delete_account") return <DeleteAccount held={account} onClose={onClose} />;
  return <NewPosition account={account} onClose={onClose} />;
}

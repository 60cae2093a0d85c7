import { type Operator, OperatorError } from '../operator.ts';
import { askFor } from './ask.ts';
import type { CaseBook } from './case-book.ts';
import type { Fields, Flashes } from './flashes.ts';
import { type OrderKind, orderOf } from './orders.ts';
import { PAGES } from './routes.ts';

interface Desk {
  readonly operator: Operator;
  readonly book: CaseBook;
  readonly flashes: Flashes;
}

/** Orders what a form stands for, and says where the browser goes on: to a page that tells what came of it. */
export async function takeOrder(kind: OrderKind, fields: Fields, { operator, book, flashes }: Desk): Promise<string> {
  const keep = async () => {
    try {
      const ordered = await askFor(operator, 'ordered', orderOf(kind, fields));
      return flashes.keep({ kind: 'done', ordered });
    } catch (error) {
      if (!(error instanceof OperatorError)) throw error;
      return flashes.keep({ kind: 'refused', code: error.code, message: error.message, fields });
    } finally {
      // An order that was refused, or whose answer was lost, shows that things stand differently too.
      book.forget();
    }
  };
  return backTo(fields['here'] ?? '/', await keep());
}

/** One of our own pages, whatever the form says. */
function backTo(here: string, said: string): string {
  const own = 'http://console';
  const url = URL.canParse(here, own) ? new URL(here, own) : new URL(own);
  const { pathname, searchParams } = url.origin === own && url.pathname in PAGES ? url : new URL(own);
  searchParams.set('said', said);
  return `${pathname}?${searchParams}#result`;
}

import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';

import { renderAt } from '../testing/render.tsx';
import { problem, serve } from '../testing/server.ts';
import Pair, { normaliseCode } from './pair.tsx';

describe('pairing', () => {
  it('approves the code of the address only when the person says so', async () => {
    const seen = serve({ 'POST /api/device/approve': () => ({ approved: true, name: 'Study' }) });
    renderAt('/pair?code=abcd-efgh', <Pair />);
    expect(screen.getByLabelText('Code on your desktop')).toHaveValue('ABCD-EFGH');
    expect(seen).toEqual([]);
    await userEvent.click(screen.getByTestId('pair-approve'));
    expect(await screen.findByText('Study is paired')).toBeInTheDocument();
    expect(seen[0]?.body).toEqual({ userCode: 'ABCD-EFGH', approve: true });
  });

  it('refuses', async () => {
    const seen = serve({ 'POST /api/device/approve': () => ({ approved: false }) });
    renderAt('/pair?code=ABCDEFGH', <Pair />);
    await userEvent.click(screen.getByRole('button', { name: 'Refuse' }));
    await waitFor(() => expect(seen[0]?.body).toEqual({ userCode: 'ABCD-EFGH', approve: false }));
  });

  it('cannot be sent half, and explains an unknown code', async () => {
    serve({ 'POST /api/device/approve': () => problem(404, 'not_found', 'x') });
    renderAt('/pair', <Pair />);
    await userEvent.type(screen.getByLabelText('Code on your desktop'), 'abc');
    expect(screen.getByTestId('pair-approve')).toBeDisabled();
    await userEvent.type(screen.getByLabelText('Code on your desktop'), 'd efgh');
    await userEvent.click(screen.getByTestId('pair-approve'));
    expect(await screen.findByText(/This code is not known/)).toBeInTheDocument();
  });

  it('writes a code as the desktop shows it', () => {
    expect(normaliseCode(' abcd efgh ')).toBe('ABCD-EFGH');
    expect(normaliseCode('ABCDE')).toBe('ABCD-E');
    expect(normaliseCode('ABCDEFGHIJK')).toBe('ABCD-EFGH');
  });
});

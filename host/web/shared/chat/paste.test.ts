import { expect, test } from 'vitest';
import { pastedFiles } from './paste';

const picture = new File(['x'], 'image.png', { type: 'image/png' });
const paper = new File(['x'], 'tilaus 1.pdf', { type: 'application/pdf' });
const data = (files: File[], text = '') => ({ files, getData: (type: string) => (type === 'text/plain' ? text : '') }) as unknown as DataTransfer;

test('a picture alone is pasted as a file', () => {
  expect(pastedFiles(data([picture]))).toEqual([picture]);
  expect(pastedFiles(data([picture], ' \n'))).toEqual([picture]);
});

test('cells of a spreadsheet come with a picture of them, and are pasted as text', () => {
  expect(pastedFiles(data([picture], 'Muki\t12,50\nLautanen\t8,00\n'))).toEqual([]);
});

test('files that a file manager copied are files, whatever names it puts beside them', () => {
  expect(pastedFiles(data([paper, picture], 'some words'))).toEqual([paper, picture]);
  for (const name of ['image.png', '/home/aino/image.png', 'C:\\Kuvat\\image.png', 'file:///home/aino/image.png']) {
    expect(pastedFiles(data([picture], name)), name).toEqual([picture]);
  }
  expect(pastedFiles(data([paper, picture], 'file:///home/aino/tilaus%201.pdf\r\nfile:///home/aino/image.png'))).toEqual([paper, picture]);
});

test('a text alone brings no file', () => {
  expect(pastedFiles(data([], 'Hei'))).toEqual([]);
  expect(pastedFiles(null)).toEqual([]);
});

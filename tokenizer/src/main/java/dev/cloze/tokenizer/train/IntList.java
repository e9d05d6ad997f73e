package dev.cloze.tokenizer.train;

import java.util.Arrays;

/** Numbers one after the other, without boxes. */
final class IntList {
    private int[] numbers = new int[4];
    private int size;

    int size() {
        return size;
    }

    int get(int index) {
        return numbers[index];
    }

    void set(int index, int number) {
        numbers[index] = number;
    }

    void add(int number) {
        if (size == numbers.length) {
            numbers = Arrays.copyOf(numbers, size + (size >> 1) + 4);
        }
        numbers[size++] = number;
    }

    void truncate(int newSize) {
        size = newSize;
    }

    void clear() {
        size = 0;
    }
}

/* call_observed in the System V convention, for the Linux code. */
        .intel_syntax noprefix
        .text
        .globl call_observed
        .hidden call_observed
        .type call_observed, @function
call_observed:
        push rbp
        push rbx
        push r12
        push r13
        push r14
        push r15
        sub rsp, 24
        mov [rsp], rdx
        mov r11, rdi
        mov r10, rsi
        mov rdi, [r10]
        mov rsi, [r10 + 8]
        mov rdx, [r10 + 16]
        mov rcx, [r10 + 24]
        mov r8, [r10 + 32]
        mov r9, [r10 + 40]
        lea r10, [rip + preserved_before]
        mov rbx, [r10]
        mov rbp, [r10 + 8]
        mov r12, [r10 + 16]
        mov r13, [r10 + 24]
        mov r14, [r10 + 32]
        mov r15, [r10 + 40]
        call r11
        mov r10, [rsp]
        mov [r10], rbx
        mov [r10 + 8], rbp
        mov [r10 + 16], r12
        mov [r10 + 24], r13
        mov [r10 + 32], r14
        mov [r10 + 40], r15
        add rsp, 24
        pop r15
        pop r14
        pop r13
        pop r12
        pop rbx
        pop rbp
        ret
        .size call_observed, . - call_observed

        .section .rodata
        .balign 16
        .globl preserved_before
        .hidden preserved_before
preserved_before:
        .set value, 0x1111111111111111
        .rept 6
        .quad value
        .set value, value + 0x0203040506070809
        .endr

        .section .note.GNU-stack, "", @progbits

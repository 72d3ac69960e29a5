/* call_observed in the Win64 convention, for the Windows program. */
        .intel_syntax noprefix
        .text
        .globl call_observed
call_observed:
        push rbp
        push rbx
        push rsi
        push rdi
        push r12
        push r13
        push r14
        push r15
        /* 32 bytes for the callee, the fifth and sixth argument, xmm6 to xmm15, where `after` goes */
        sub rsp, 216
        movups [rsp + 48], xmm6
        movups [rsp + 64], xmm7
        movups [rsp + 80], xmm8
        movups [rsp + 96], xmm9
        movups [rsp + 112], xmm10
        movups [rsp + 128], xmm11
        movups [rsp + 144], xmm12
        movups [rsp + 160], xmm13
        movups [rsp + 176], xmm14
        movups [rsp + 192], xmm15
        mov [rsp + 208], r8
        mov rax, rcx
        mov r10, rdx
        mov r11, [r10 + 32]
        mov [rsp + 32], r11
        mov r11, [r10 + 40]
        mov [rsp + 40], r11
        mov rcx, [r10]
        mov rdx, [r10 + 8]
        mov r8, [r10 + 16]
        mov r9, [r10 + 24]
        lea r10, [rip + preserved_before]
        mov rbx, [r10]
        mov rbp, [r10 + 8]
        mov rsi, [r10 + 16]
        mov rdi, [r10 + 24]
        mov r12, [r10 + 32]
        mov r13, [r10 + 40]
        mov r14, [r10 + 48]
        mov r15, [r10 + 56]
        movups xmm6, [r10 + 64]
        movups xmm7, [r10 + 80]
        movups xmm8, [r10 + 96]
        movups xmm9, [r10 + 112]
        movups xmm10, [r10 + 128]
        movups xmm11, [r10 + 144]
        movups xmm12, [r10 + 160]
        movups xmm13, [r10 + 176]
        movups xmm14, [r10 + 192]
        movups xmm15, [r10 + 208]
        call rax
        mov r10, [rsp + 208]
        mov [r10], rbx
        mov [r10 + 8], rbp
        mov [r10 + 16], rsi
        mov [r10 + 24], rdi
        mov [r10 + 32], r12
        mov [r10 + 40], r13
        mov [r10 + 48], r14
        mov [r10 + 56], r15
        movups [r10 + 64], xmm6
        movups [r10 + 80], xmm7
        movups [r10 + 96], xmm8
        movups [r10 + 112], xmm9
        movups [r10 + 128], xmm10
        movups [r10 + 144], xmm11
        movups [r10 + 160], xmm12
        movups [r10 + 176], xmm13
        movups [r10 + 192], xmm14
        movups [r10 + 208], xmm15
        movups xmm6, [rsp + 48]
        movups xmm7, [rsp + 64]
        movups xmm8, [rsp + 80]
        movups xmm9, [rsp + 96]
        movups xmm10, [rsp + 112]
        movups xmm11, [rsp + 128]
        movups xmm12, [rsp + 144]
        movups xmm13, [rsp + 160]
        movups xmm14, [rsp + 176]
        movups xmm15, [rsp + 192]
        add rsp, 216
        pop r15
        pop r14
        pop r13
        pop r12
        pop rdi
        pop rsi
        pop rbx
        pop rbp
        ret

/* A function that breaks the convention, to see that it is noticed. */
        .globl lose_registers
lose_registers:
        xor esi, esi
        pcmpeqd xmm15, xmm15
        ret

        .section .rdata, "dr"
        .balign 16
        .globl preserved_before
preserved_before:
        .set value, 0x0101010101010101
        .rept 28
        .quad value
        .set value, value + 0x0203040506070809
        .endr

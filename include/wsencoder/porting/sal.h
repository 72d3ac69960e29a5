/**
 * Microsoft's source code annotation language, in both editions, for sources that use it. The annotations expand to nothing
 * here. Of the first edition, __reserved, __callback and others are missing, because Linux headers use these names.
 *
 * The headers of the C++ standard library use variables named __in and __out. The most common ones are therefore included
 * before the macros are defined. Include <filesystem>, <regex> and <thread> yourself, before <windows.h>, or define
 * WSE_SAL_SECOND_EDITION if a source uses only _In_ and _Out_.
 */
#ifndef WSENCODER_PORTING_SAL_H
#define WSENCODER_PORTING_SAL_H

/* ---- First edition ---- */

#ifndef WSE_SAL_SECOND_EDITION

#ifdef __cplusplus
#include <algorithm>
#include <functional>
#include <iomanip>
#include <iostream>
#include <memory>
#include <string>
#include <tuple>
#include <utility>
#endif
#define __in
#define __in_opt
#define __in_z
#define __in_z_opt
#define __in_ecount(size)
#define __in_ecount_z(size)
#define __in_ecount_opt(size)
#define __in_ecount_z_opt(size)
#define __in_bcount(size)
#define __in_bcount_z(size)
#define __in_bcount_opt(size)
#define __in_bcount_z_opt(size)

#define __out
#define __out_opt
#define __out_z
#define __out_z_opt
#define __out_ecount(size)
#define __out_ecount_full(size)
#define __out_ecount_part(size, length)
#define __out_ecount_z(size)
#define __out_ecount_opt(size)
#define __out_ecount_full_opt(size)
#define __out_ecount_part_opt(size, length)
#define __out_ecount_z_opt(size)
#define __out_bcount(size)
#define __out_bcount_full(size)
#define __out_bcount_part(size, length)
#define __out_bcount_z(size)
#define __out_bcount_opt(size)
#define __out_bcount_full_opt(size)
#define __out_bcount_part_opt(size, length)
#define __out_bcount_z_opt(size)

#define __inout
#define __inout_opt
#define __inout_z
#define __inout_z_opt
#define __inout_ecount(size)
#define __inout_ecount_full(size)
#define __inout_ecount_part(size, length)
#define __inout_ecount_z(size)
#define __inout_ecount_opt(size)
#define __inout_ecount_full_opt(size)
#define __inout_ecount_part_opt(size, length)
#define __inout_ecount_z_opt(size)
#define __inout_bcount(size)
#define __inout_bcount_full(size)
#define __inout_bcount_part(size, length)
#define __inout_bcount_z(size)
#define __inout_bcount_opt(size)
#define __inout_bcount_full_opt(size)
#define __inout_bcount_part_opt(size, length)
#define __inout_bcount_z_opt(size)

#define __deref_out
#define __deref_out_opt
#define __deref_out_z
#define __deref_out_ecount(size)
#define __deref_out_ecount_full(size)
#define __deref_out_ecount_part(size, length)
#define __deref_out_ecount_opt(size)
#define __deref_out_ecount_full_opt(size)
#define __deref_out_ecount_part_opt(size, length)
#define __deref_out_bcount(size)
#define __deref_out_bcount_full(size)
#define __deref_out_bcount_part(size, length)
#define __deref_out_bcount_opt(size)
#define __deref_out_bcount_full_opt(size)
#define __deref_out_bcount_part_opt(size, length)
#define __deref_opt_out
#define __deref_opt_out_opt
#define __deref_opt_out_z
#define __deref_opt_out_ecount(size)
#define __deref_opt_out_ecount_full(size)
#define __deref_opt_out_ecount_part(size, length)
#define __deref_opt_out_ecount_opt(size)
#define __deref_opt_out_ecount_full_opt(size)
#define __deref_opt_out_ecount_part_opt(size, length)
#define __deref_opt_out_bcount(size)
#define __deref_opt_out_bcount_full(size)
#define __deref_opt_out_bcount_part(size, length)
#define __deref_opt_out_bcount_opt(size)
#define __deref_opt_out_bcount_full_opt(size)
#define __deref_opt_out_bcount_part_opt(size, length)

#define __deref_inout
#define __deref_inout_opt
#define __deref_inout_z
#define __deref_inout_ecount(size)
#define __deref_inout_ecount_full(size)
#define __deref_inout_ecount_part(size, length)
#define __deref_inout_ecount_opt(size)
#define __deref_inout_ecount_full_opt(size)
#define __deref_inout_ecount_part_opt(size, length)
#define __deref_inout_bcount(size)
#define __deref_inout_bcount_full(size)
#define __deref_inout_bcount_part(size, length)
#define __deref_inout_bcount_opt(size)
#define __deref_inout_bcount_full_opt(size)
#define __deref_inout_bcount_part_opt(size, length)
#define __deref_opt_inout
#define __deref_opt_inout_opt
#define __deref_opt_inout_z
#define __deref_opt_inout_ecount(size)
#define __deref_opt_inout_ecount_full(size)
#define __deref_opt_inout_ecount_part(size, length)
#define __deref_opt_inout_ecount_opt(size)
#define __deref_opt_inout_ecount_full_opt(size)
#define __deref_opt_inout_ecount_part_opt(size, length)
#define __deref_opt_inout_bcount(size)
#define __deref_opt_inout_bcount_full(size)
#define __deref_opt_inout_bcount_part(size, length)
#define __deref_opt_inout_bcount_opt(size)
#define __deref_opt_inout_bcount_full_opt(size)
#define __deref_opt_inout_bcount_part_opt(size, length)

#define __checkReturn
#define __nullterminated
#define __nullnullterminated
#define __format_string
#define __blocksOn(resource)
#define __success(expression)
#define __in_range(low, high)
#define __out_range(low, high)
#define __range(low, high)
#define __field_ecount(size)
#define __field_bcount(size)
#define __field_ecount_opt(size)
#define __field_bcount_opt(size)
#define __struct_bcount(size)

#endif

/* ---- Second edition ---- */

#define _In_
#define _In_opt_
#define _In_z_
#define _In_opt_z_
#define _Out_
#define _Out_opt_
#define _Inout_
#define _Inout_opt_
#define _Inout_z_
#define _Inout_opt_z_

#define _In_reads_(size)
#define _Out_writes_(size)
#define _Out_writes_all_(size)
#define _Out_writes_to_(size, length)
#define _Inout_updates_(size)
#define _Inout_updates_all_(size)
#define _Inout_updates_to_(size, length)
#define _In_reads_opt_(size)
#define _Out_writes_opt_(size)
#define _Out_writes_all_opt_(size)
#define _Out_writes_to_opt_(size, length)
#define _Inout_updates_opt_(size)
#define _Inout_updates_all_opt_(size)
#define _Inout_updates_to_opt_(size, length)
#define _In_reads_bytes_(size)
#define _Out_writes_bytes_(size)
#define _Out_writes_bytes_all_(size)
#define _Out_writes_bytes_to_(size, length)
#define _Inout_updates_bytes_(size)
#define _Inout_updates_bytes_all_(size)
#define _Inout_updates_bytes_to_(size, length)
#define _In_reads_bytes_opt_(size)
#define _Out_writes_bytes_opt_(size)
#define _Out_writes_bytes_all_opt_(size)
#define _Out_writes_bytes_to_opt_(size, length)
#define _Inout_updates_bytes_opt_(size)
#define _Inout_updates_bytes_all_opt_(size)
#define _Inout_updates_bytes_to_opt_(size, length)
#define _In_reads_z_(size)
#define _In_reads_or_z_(size)
#define _Out_writes_z_(size)
#define _Inout_updates_z_(size)
#define _In_reads_opt_z_(size)
#define _In_reads_or_z_opt_(size)
#define _Out_writes_opt_z_(size)
#define _Inout_updates_opt_z_(size)

#define _Outptr_
#define _Outptr_opt_
#define _Outptr_result_maybenull_
#define _Outptr_opt_result_maybenull_
#define _Outptr_result_z_
#define _Outptr_opt_result_z_
#define _Outptr_result_maybenull_z_
#define _Outptr_opt_result_maybenull_z_
#define _Outptr_result_nullonfailure_
#define _Outptr_opt_result_nullonfailure_
#define _COM_Outptr_
#define _COM_Outptr_opt_
#define _COM_Outptr_result_maybenull_
#define _Outptr_result_buffer_(size)
#define _Outptr_result_buffer_all_(size)
#define _Outptr_result_buffer_to_(size, length)
#define _Outptr_result_buffer_maybenull_(size)
#define _Outptr_opt_result_buffer_(size)
#define _Outptr_opt_result_buffer_all_(size)
#define _Outptr_opt_result_buffer_to_(size, length)
#define _Outptr_opt_result_buffer_maybenull_(size)
#define _Outptr_result_bytebuffer_(size)
#define _Outptr_result_bytebuffer_all_(size)
#define _Outptr_result_bytebuffer_to_(size, length)
#define _Outptr_result_bytebuffer_maybenull_(size)
#define _Outptr_opt_result_bytebuffer_(size)
#define _Outptr_opt_result_bytebuffer_all_(size)
#define _Outptr_opt_result_bytebuffer_to_(size, length)
#define _Outptr_opt_result_bytebuffer_maybenull_(size)

#define _Ret_maybenull_
#define _Ret_notnull_
#define _Ret_null_
#define _Ret_valid_
#define _Ret_z_
#define _Ret_maybenull_z_
#define _Ret_writes_(size)
#define _Ret_writes_z_(size)
#define _Ret_writes_bytes_(size)
#define _Ret_writes_maybenull_(size)
#define _Ret_writes_bytes_maybenull_(size)
#define _Ret_range_(low, high)
#define _In_range_(low, high)
#define _Out_range_(low, high)
#define _Field_range_(low, high)
#define _Deref_out_range_(low, high)

#define _Field_size_(size)
#define _Field_size_opt_(size)
#define _Field_size_full_(size)
#define _Field_size_full_opt_(size)
#define _Field_size_part_(size, length)
#define _Field_size_part_opt_(size, length)
#define _Field_size_bytes_(size)
#define _Field_size_bytes_opt_(size)
#define _Field_size_bytes_full_(size)
#define _Field_size_bytes_full_opt_(size)
#define _Field_size_bytes_part_(size, length)
#define _Field_size_bytes_part_opt_(size, length)
#define _Field_z_
#define _Struct_size_bytes_(size)

#define _Check_return_
#define _Check_return_opt_
#define _Must_inspect_result_
#define _Use_decl_annotations_
#define _Printf_format_string_
#define _Reserved_
#define _Const_
#define _Notnull_
#define _Maybenull_
#define _Null_terminated_
#define _NullNull_terminated_
#define _Points_to_data_
#define _Literal_
#define _Notliteral_
#define _Valid_
#define _Notvalid_
#define _Readable_bytes_(size)
#define _Readable_elements_(size)
#define _Writable_bytes_(size)
#define _Writable_elements_(size)
#define _Pre_
#define _Post_
#define _Pre_notnull_
#define _Pre_maybenull_
#define _Pre_null_
#define _Pre_valid_
#define _Pre_invalid_
#define _Pre_z_
#define _Post_notnull_
#define _Post_maybenull_
#define _Post_null_
#define _Post_valid_
#define _Post_invalid_
#define _Post_ptr_invalid_
#define _Post_z_
#define _Pre_satisfies_(expression)
#define _Post_satisfies_(expression)
#define _Satisfies_(expression)
#define _Success_(expression)
#define _Return_type_success_(expression)
#define _On_failure_(annotations)
#define _Always_(annotations)
#define _When_(expression, annotations)
#define _At_(target, annotations)
#define _At_buffer_(target, index, size, annotations)
#define _Group_(annotations)
#define _Function_class_(name)
#define _Analysis_assume_(expression)
#define _Inexpressible_(size)
#define _Interlocked_operand_
#define _Unchanged_(expression)
#define _Old_(value) value

#endif

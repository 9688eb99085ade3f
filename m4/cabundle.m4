dnl CABUNDLE_CC_FLAG(FLAG): add FLAG to CABUNDLE_CFLAGS where the compiler knows it.
dnl -Werror, for clang only warns of a flag that it does not know.
AC_DEFUN([CABUNDLE_CC_FLAG], [
	AC_MSG_CHECKING([whether $CC accepts $1])
	cabundle_save_CFLAGS=$CFLAGS
	CFLAGS="$CFLAGS -Werror $1"
	AC_COMPILE_IFELSE([AC_LANG_SOURCE([[int one(void); int one(void) { return 1; }]])],
		[AC_MSG_RESULT([yes])
		 CABUNDLE_CFLAGS="$CABUNDLE_CFLAGS $1"],
		[AC_MSG_RESULT([no])])
	CFLAGS=$cabundle_save_CFLAGS
])

dnl CABUNDLE_LD_FLAG(FLAG): add FLAG to CABUNDLE_LDFLAGS where the linker knows it.
AC_DEFUN([CABUNDLE_LD_FLAG], [
	AC_MSG_CHECKING([whether the linker accepts $1])
	cabundle_save_LDFLAGS=$LDFLAGS
	LDFLAGS="$LDFLAGS -Werror $1"
	AC_LINK_IFELSE([AC_LANG_PROGRAM()],
		[AC_MSG_RESULT([yes])
		 CABUNDLE_LDFLAGS="$CABUNDLE_LDFLAGS $1"],
		[AC_MSG_RESULT([no])])
	LDFLAGS=$cabundle_save_LDFLAGS
])

dnl CABUNDLE_FORTIFY: _FORTIFY_SOURCE, unless CPPFLAGS or CFLAGS have it, do not optimise (glibc
dnl then warns of it), or sanitizers replace the functions that it checks.
AC_DEFUN([CABUNDLE_FORTIFY], [
	AC_MSG_CHECKING([whether to define _FORTIFY_SOURCE])
	AC_COMPILE_IFELSE([AC_LANG_SOURCE([[
#if defined(_FORTIFY_SOURCE) || !defined(__OPTIMIZE__)
#error no
#endif
		]])],
		[AS_IF([test "x$enable_sanitizers" = xyes],
			[AC_MSG_RESULT([no])],
			[AC_MSG_RESULT([yes])
			 CABUNDLE_CFLAGS="$CABUNDLE_CFLAGS -D_FORTIFY_SOURCE=2"])],
		[AC_MSG_RESULT([no])])
])

dnl CABUNDLE_INSTRUMENT(FLAGS): compile and link with FLAGS, or stop: they were asked for.
AC_DEFUN([CABUNDLE_INSTRUMENT], [
	AC_MSG_CHECKING([whether $CC can build with $1])
	cabundle_save_CFLAGS=$CFLAGS
	CFLAGS="$CFLAGS $1"
	AC_LINK_IFELSE([AC_LANG_PROGRAM()],
		[AC_MSG_RESULT([yes])],
		[AC_MSG_RESULT([no])
		 AC_MSG_ERROR([$CC cannot build with $1])])
	CFLAGS=$cabundle_save_CFLAGS
	CABUNDLE_CFLAGS="$CABUNDLE_CFLAGS $1"
	CABUNDLE_LDFLAGS="$CABUNDLE_LDFLAGS $1"
])

dnl CABUNDLE_LIB(VAR, MODULE, VERSION, LIB, HEADER, VERSION-TEST, CALL, DEBIAN, FEDORA)
dnl Set VAR_CFLAGS and VAR_LIBS by pkg-config.  Where there is no pkg-config, or it knows no
dnl such module, ask the compiler: HEADER, VERSION-TEST (a preprocessor condition) and CALL.
AC_DEFUN([CABUNDLE_LIB], [
	PKG_CHECK_MODULES([$1], [$2 >= $3], [:], [
		AC_MSG_CHECKING([for $2 >= $3 without pkg-config])
		$1_CFLAGS=
		$1_LIBS=-l$4
		cabundle_save_LIBS=$LIBS
		LIBS="-l$4 $LIBS"
		AC_LINK_IFELSE([AC_LANG_PROGRAM([[
#include <$5>
#if !($6)
#error too old
#endif
			]], [[(void)$7;]])],
			[AC_MSG_RESULT([yes])],
			[AC_MSG_RESULT([no])
			 AC_MSG_ERROR([$2 $3 or newer is needed: install $8 (Debian) or $9 (Fedora)])])
		LIBS=$cabundle_save_LIBS
	])
])

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <math.h>
#include <time.h>
static double now(){struct timespec t;clock_gettime(CLOCK_PROCESS_CPUTIME_ID,&t);return t.tv_sec+t.tv_nsec*1e-9;}
static void step(int n,float*restrict W,const float*restrict H,float*restrict mu,float*restrict m,float*restrict d,float kappa,float T,float lr){
  memset(mu,0,n*4);for(int i=0;i<n;i++)for(int j=0;j<n;j++)mu[j]+=W[i*n+j];for(int j=0;j<n;j++)mu[j]/=n;
  for(int i=0;i<n;i++){float*w=W+i*n;for(int j=0;j<n;j++){m[j]=1.f/(1.f+expf(-(w[j]-mu[j])/T));d[j]=m[j]-1;}
    const float*h=H+(size_t)i*n*n;
    for(int j=0;j<n;j++){float a=0;for(int k=0;k<n;k++)a+=h[j*n+k]*d[k];w[j]+=lr*(-kappa*2*a*m[j]*(1-m[j])/T*(1-1.f/n)+(i==j?1.f/n:0));}
    float s=0;for(int j=0;j<n;j++)s+=w[j];float th=(s-1)/n;int c=n;for(int it=0;it<50;it++){float s2=0;int c2=0;for(int j=0;j<n;j++){int g=w[j]>th;s2+=g?w[j]:0;c2+=g;}th=(s2-1)/c2;if(c2==c)break;c=c2;}
    for(int j=0;j<n;j++){float v=w[j]-th;w[j]=v>0?v:0;}}}
int main(int c,char**v){int n=atoi(v[1]),steps=atoi(v[2]);float*H=aligned_alloc(64,((size_t)n*n*n*4+63)/64*64),*W=malloc(n*n*4),mu[4096],m[4096],d[4096];
 for(size_t i=0;i<(size_t)n*n*n;i++)H[i]=1.f/(n*n);for(int i=0;i<n*n;i++)W[i]=1.f/n+(i%7)*0.001f;
 for(int i=0;i<steps/10+1;i++)step(n,W,H,mu,m,d,10,1,.005f);double t=now();for(int i=0;i<steps;i++)step(n,W,H,mu,m,d,10,1,.005f);t=now()-t;printf("C n %d steps/s one core %.0f GFLOP/s %.1f (%g)\n",n,steps/t,steps*2.*n*n*n/t/1e9,W[0]);}

using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace MedReason.DependencyInjection;

/// <summary>Registers singletons with and without a key by one set of words.</summary>
internal static class ServiceRegistration
{
    /// <summary>Registers a default, unless the host has registered its own.</summary>
    public static void TryAdd<TService>(IServiceCollection services, string? key, Func<IServiceProvider, TService> factory)
        where TService : class
    {
        if (key is null)
        {
            services.TryAddSingleton(factory);
        }
        else
        {
            services.TryAddKeyedSingleton(key, (provider, _) => factory(provider));
        }
    }

    /// <summary>Registers in place of an earlier registration.</summary>
    public static void Replace<TService>(IServiceCollection services, string? key, Func<IServiceProvider, TService> factory)
        where TService : class
    {
        Remove<TService>(services, key);
        TryAdd(services, key, factory);
    }

    /// <summary>Registers an instance in place of an earlier registration; its creator disposes it.</summary>
    public static void Replace<TService>(IServiceCollection services, string? key, TService instance)
        where TService : class
    {
        Remove<TService>(services, key);
        if (key is null)
        {
            services.AddSingleton(instance);
        }
        else
        {
            services.AddKeyedSingleton(key, instance);
        }
    }

    /// <summary>Registers a type in place of an earlier registration.</summary>
    public static void Replace<TService, [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TImplementation>(
        IServiceCollection services, string? key)
        where TService : class
        where TImplementation : class, TService
    {
        Remove<TService>(services, key);
        if (key is null)
        {
            services.AddSingleton<TService, TImplementation>();
        }
        else
        {
            services.AddKeyedSingleton<TService, TImplementation>(key);
        }
    }

    /// <summary>Lays a decorator over the last registration, which goes on under a key of its own, so that it is made and disposed as before.</summary>
    /// <exception cref="InvalidOperationException">Nothing is registered.</exception>
    public static void Decorate<TService>(IServiceCollection services, string? key, Func<TService, IServiceProvider, TService> decorate)
        where TService : class
    {
        ServiceDescriptor inner = services.LastOrDefault(descriptor => IsOf<TService>(descriptor, key))
            ?? throw new InvalidOperationException($"There is no {typeof(TService).Name} to decorate: register one first.");
        var innerKey = new object();
        services.Remove(inner);
        services.Add(Rekey(inner, innerKey));
        TryAddLast(services, key, provider => decorate(provider.GetRequiredKeyedService<TService>(innerKey), provider));
    }

    private static void TryAddLast<TService>(IServiceCollection services, string? key, Func<IServiceProvider, TService> factory)
        where TService : class
    {
        if (key is null)
        {
            services.AddSingleton(factory);
        }
        else
        {
            services.AddKeyedSingleton(key, (provider, _) => factory(provider));
        }
    }

    private static ServiceDescriptor Rekey(ServiceDescriptor descriptor, object key)
    {
        if (descriptor.IsKeyedService)
        {
            object? oldKey = descriptor.ServiceKey;
            return descriptor switch
            {
                { KeyedImplementationInstance: { } instance } => new ServiceDescriptor(descriptor.ServiceType, key, instance),
                { KeyedImplementationFactory: { } factory } =>
                    new ServiceDescriptor(descriptor.ServiceType, key, (provider, _) => factory(provider, oldKey), descriptor.Lifetime),
                _ => new ServiceDescriptor(descriptor.ServiceType, key, descriptor.KeyedImplementationType!, descriptor.Lifetime),
            };
        }

        return descriptor switch
        {
            { ImplementationInstance: { } instance } => new ServiceDescriptor(descriptor.ServiceType, key, instance),
            { ImplementationFactory: { } factory } =>
                new ServiceDescriptor(descriptor.ServiceType, key, (provider, _) => factory(provider), descriptor.Lifetime),
            _ => new ServiceDescriptor(descriptor.ServiceType, key, descriptor.ImplementationType!, descriptor.Lifetime),
        };
    }

    private static void Remove<TService>(IServiceCollection services, string? key)
    {
        for (int i = services.Count - 1; i >= 0; i--)
        {
            if (IsOf<TService>(services[i], key))
            {
                services.RemoveAt(i);
            }
        }
    }

    private static bool IsOf<TService>(ServiceDescriptor descriptor, string? key) =>
        descriptor.ServiceType == typeof(TService) && Equals(descriptor.ServiceKey, key);
}
